// What Connect has to know of us, as far as CloudFormation can tell it. The rest is provisioning/channel.
import { CfnApplication } from 'aws-cdk-lib/aws-appintegrations'
import { CfnApprovedOrigin, CfnIntegrationAssociation } from 'aws-cdk-lib/aws-connect'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { WORKSPACE_PAGE } from './hosting.ts'
import type { StackSettings } from './settings.ts'

/** Security profiles grant the application by this name. */
export const NAMESPACE = 'connect-whatsapp'

// https://docs.aws.amazon.com/connect/latest/adminguide/3p-apps-events-requests.html
const PERMISSIONS = ['User.Details.View', 'Contact.Details.View', 'Contact.Attributes.View']

export function connectAssociations(
  scope: Construct,
  { instanceArn }: StackSettings,
  flowFunction: LambdaFunction,
  origin: string,
): CfnApplication {
  const instanceId = instanceArn
  new CfnIntegrationAssociation(scope, 'FlowFunction', {
    instanceId,
    integrationType: 'LAMBDA_FUNCTION',
    integrationArn: flowFunction.functionArn,
  })
  // For the custom CCP page, which embeds the CCP.
  new CfnApprovedOrigin(scope, 'WidgetOrigin', { instanceId, origin })
  const application = new CfnApplication(scope, 'Application', {
    name: 'WhatsApp',
    namespace: NAMESPACE,
    description: 'WhatsApp templates, media and the service window, beside the chat',
    applicationSourceConfig: {
      externalUrlConfig: { accessUrl: `${origin}/${WORKSPACE_PAGE}`, approvedOrigins: [origin] },
    },
    permissions: PERMISSIONS,
    applicationConfig: { contactHandling: { scope: 'PER_CONTACT' } },
    // Signing in opens a window where the identity provider does not allow framing.
    iframeConfig: {
      allow: ['clipboard-write'],
      sandbox: [
        'allow-forms',
        'allow-popups',
        'allow-popups-to-escape-sandbox',
        'allow-same-origin',
        'allow-scripts',
      ],
    },
    initializationTimeout: 10_000,
  })
  new CfnIntegrationAssociation(scope, 'WorkspaceApplication', {
    instanceId,
    integrationType: 'APPLICATION',
    integrationArn: application.attrApplicationArn,
  })
  return application
}
