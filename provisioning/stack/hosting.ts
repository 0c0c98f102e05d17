// Where the widget's files are served from: a private bucket behind CloudFront, with what browsers must know to keep it safe.
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import {
  CachePolicy,
  Distribution,
  HeadersReferrerPolicy,
  HttpVersion,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { mediaBucket, PREFIX } from '../../lambdas/deployment/resources.ts'
import type { StackSettings } from './settings.ts'
import { tlsOnly } from './tls-only.ts'

export interface Hosting {
  distribution: Distribution
  origin: string
}

/** The widget in the agent workspace; the custom CCP page is `ccp.html` beside it, and `embed.js` is for pages of others. */
export const WORKSPACE_PAGE = 'agent-workspace.html'

export const widgetBucket = ({ account, region }: Pick<StackSettings, 'account' | 'region'>) =>
  `${PREFIX}-widget-${account}-${region}`

export function widgetHosting(scope: Construct, settings: StackSettings): Hosting {
  const bucket = new Bucket(scope, 'WidgetFiles', {
    bucketName: widgetBucket(settings),
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: BucketEncryption.S3_MANAGED,
    // Made anew from the sources by every deployment.
    removalPolicy: RemovalPolicy.DESTROY,
  })
  tlsOnly(bucket)
  const distribution = new Distribution(scope, 'Widget', {
    comment: `${PREFIX}: the agent widget`,
    defaultRootObject: WORKSPACE_PAGE,
    httpVersion: HttpVersion.HTTP2_AND_3,
    defaultBehavior: {
      origin: S3BucketOrigin.withOriginAccessControl(bucket),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      compress: true,
      responseHeadersPolicy: headers(scope, settings),
    },
  })
  return { distribution, origin: `https://${distribution.distributionDomainName}` }
}

function headers(scope: Construct, settings: StackSettings) {
  const { widgetOrigins = [] } = settings
  return new ResponseHeadersPolicy(scope, 'WidgetHeaders', {
    // Browsers import modules of another origin only where that says so: the pages that embed the widget.
    ...(widgetOrigins.length > 0 && {
      corsBehavior: {
        accessControlAllowOrigins: [...widgetOrigins],
        accessControlAllowMethods: ['GET', 'HEAD'],
        accessControlAllowHeaders: ['*'],
        accessControlAllowCredentials: false,
        originOverride: true,
      },
    }),
    responseHeadersPolicyName: `${PREFIX}-widget-${settings.region}`,
    securityHeadersBehavior: {
      contentSecurityPolicy: {
        contentSecurityPolicy: contentSecurityPolicy(settings),
        override: true,
      },
      contentTypeOptions: { override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
    },
  })
}

// No X-Frame-Options beside it: that knows one origin at most, and frame-ancestors goes before it.
// https://docs.aws.amazon.com/connect/latest/adminguide/3p-apps-sso.html
const CONNECT = ['https://*.awsapps.com', 'https://*.my.connect.aws']

/** Exported for the tests. */
export function contentSecurityPolicy(settings: StackSettings): string {
  const { region, jwt, widgetOrigins = [] } = settings
  const issuer = new URL(jwt.issuer).origin
  const media = `https://${mediaBucket(settings)}.s3.${region}.amazonaws.com`
  const directives = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    // Cloudscape writes the theme's custom properties into a style element.
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', media],
    'media-src': ["'self'", 'blob:', media],
    'font-src': ["'self'", 'data:'],
    'connect-src': [
      "'self'",
      // Our API: naming it exactly would make the API and the distribution wait for each other.
      `https://*.execute-api.${region}.amazonaws.com`,
      issuer,
      media,
      // Chat on the custom CCP page.
      `https://participant.connect.${region}.amazonaws.com`,
      `wss://*.transport.connect.${region}.amazonaws.com`,
    ],
    // The CCP inside the custom CCP page, signing in again unseen – to the provider, and back to our own page –, and
    // documents a customer sent.
    'frame-src': ["'self'", ...CONNECT, issuer, media],
    'frame-ancestors': ["'self'", ...CONNECT, ...widgetOrigins],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'object-src': ["'none'"],
  }
  return Object.entries(directives)
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ')
}
