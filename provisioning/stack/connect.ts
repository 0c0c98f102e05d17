// Associates the stack with the Connect instance, as far as CloudFormation can.
// provisioning/channel creates the associations that CloudFormation cannot create.
import { CfnApplication, type CfnApplicationProps } from 'aws-cdk-lib/aws-appintegrations'
import { CfnApprovedOrigin, CfnIntegrationAssociation } from 'aws-cdk-lib/aws-connect'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { SUPERVISOR_PAGE, WORKSPACE_PAGE } from './hosting.ts'
import { idOf } from './id.ts'
import { SUPERVISOR_APP, WIDGET_APP } from './names.ts'
import type { StackSettings } from './settings.ts'

// https://docs.aws.amazon.com/connect/latest/adminguide/3p-apps-events-requests.html
const PERMISSIONS = ['User.Details.View', 'Contact.Details.View', 'Contact.Attributes.View']

type AppProps = Pick<
  CfnApplicationProps,
  'name' | 'namespace' | 'description' | 'permissions' | 'applicationConfig'
>

export function connectAssociations(
  scope: Construct,
  { instanceArn, widgetOrigins = [], approvedOrigins = widgetOrigins }: StackSettings,
  flowFunction: LambdaFunction,
  origin: string,
): Record<'widget' | 'supervisors', CfnApplication> {
  const instanceId = instanceArn
  new CfnIntegrationAssociation(scope, 'FlowFunction', {
    instanceId,
    integrationType: 'LAMBDA_FUNCTION',
    integrationArn: flowFunction.functionArn,
  })
  // Connect lets only approved origins embed the CCP, as the custom CCP page does.
  new CfnApprovedOrigin(scope, 'WidgetOrigin', { instanceId, origin })
  // The configured pages that contain the widget and the CCP need the same approval.
  for (const page of approvedOrigins)
    new CfnApprovedOrigin(scope, idOf(`origin-${page.replace(/[^a-z0-9]+/gi, '-')}`), {
      instanceId,
      origin: page,
    })
  const app = (id: string, page: string, rest: AppProps) => {
    const application = new CfnApplication(scope, id, {
      applicationSourceConfig: {
        externalUrlConfig: { accessUrl: `${origin}/${page}`, approvedOrigins: [origin] },
      },
      // If an identity provider refuses to be shown in a frame, the sign-in opens a window, which
      // `allow-popups` permits.
      iframeConfig: {
        allow: ['clipboard-write'],
        sandbox: [
          // Supervisors can save their settings as a file.
          'allow-downloads',
          'allow-forms',
          'allow-popups',
          'allow-popups-to-escape-sandbox',
          'allow-same-origin',
          'allow-scripts',
        ],
      },
      initializationTimeout: 10_000,
      ...rest,
    })
    new CfnIntegrationAssociation(scope, `Workspace${id}`, {
      instanceId,
      integrationType: 'APPLICATION',
      integrationArn: application.attrApplicationArn,
    })
    return application
  }
  return {
    widget: app('Application', WORKSPACE_PAGE, {
      name: 'WhatsApp',
      namespace: WIDGET_APP,
      description: 'Shows WhatsApp templates, media and the service window beside the chat',
      permissions: PERMISSIONS,
      applicationConfig: { contactHandling: { scope: 'PER_CONTACT' } },
    }),
    supervisors: app('SupervisorApplication', SUPERVISOR_PAGE, {
      name: 'WhatsApp templates',
      namespace: SUPERVISOR_APP,
      description: 'Lets supervisors choose which WhatsApp templates agents are offered',
      permissions: ['User.Details.View'],
      applicationConfig: { contactHandling: { scope: 'CROSS_CONTACTS' } },
    }),
  }
}
