// The settings of the stack that the tests use.
import { fileURLToPath } from 'node:url'
import type { StackSettings } from '../../../provisioning/stack/settings.ts'

export const settings: StackSettings = {
  region: 'us-east-1',
  account: '111122223333',
  instanceArn:
    'arn:aws:connect:us-east-1:111122223333:instance/3f1c2b4a-5d6e-4f70-8192-a3b4c5d6e7f8',
  attachments: 'amazon-connect-sales-example/connect/sales/Attachments/chat',
  metaApiVersion: 'v23.0',
  userClaim: 'connect_user',
  chatFlowId: 'd7c3e2f0-0000-4000-8000-000000000002',
  jwt: {
    issuer: 'https://id.example.com/',
    audience: 'agent-widget',
    apiScopes: ['whatsapp/agent'],
  },
}

/** The folder into which `npm run build` writes the bundled functions. */
export const bundles = fileURLToPath(new URL('../../../dist/lambdas', import.meta.url))
