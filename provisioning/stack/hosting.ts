// The hosting of the widget: a private bucket behind CloudFront, which adds security headers.

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
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { mediaBucket, PREFIX } from '#deployment/resources'
import type { StackSettings } from './settings.ts'
import { tlsOnly } from './tls-only.ts'

export interface Hosting {
  distribution: Distribution
  origin: string
}

/**
 * The widget's page in the agent workspace. The same folder contains `ccp.html`, the custom CCP
 * page, and `embed.js`, with which other pages embed the widget.
 */
export const WORKSPACE_PAGE = 'agent-workspace.html'

/** The supervisors' page, which is a separate third-party app. */
export const SUPERVISOR_PAGE = 'supervisor.html'

export const widgetBucket = ({ account, region }: Pick<StackSettings, 'account' | 'region'>) =>
  `${PREFIX}-widget-${account}-${region}`

export function widgetHosting(scope: Construct, settings: StackSettings): Hosting {
  const bucket = new Bucket(scope, 'WidgetFiles', {
    bucketName: widgetBucket(settings),
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: BucketEncryption.S3_MANAGED,
    // The bucket may be deleted, because every deployment uploads the missing files again.
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
  return new ResponseHeadersPolicy(scope, 'WidgetHeaders', {
    // Without this header, pages that embed the widget could not import its modules from this
    // origin. The files are public, so every page may read them. The widget starts only in
    // `widgetOrigins`, and its API and bucket accept no others. Without this header, a page whose
    // origin is not in that list could not even show the reason.
    corsBehavior: {
      accessControlAllowOrigins: ['*'],
      accessControlAllowMethods: ['GET', 'HEAD'],
      accessControlAllowHeaders: ['*'],
      accessControlAllowCredentials: false,
      originOverride: true,
    },
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

// X-Frame-Options is not sent: it allows at most one origin, and browsers ignore it if there is a
// frame-ancestors directive.
// https://docs.aws.amazon.com/connect/latest/adminguide/3p-apps-sso.html
const CONNECT = ['https://*.awsapps.com', 'https://*.my.connect.aws']

/**
 * Returns the origins of the Connect instance. An instance has an address in both of Connect's
 * domains. If the instance's address is unknown, returns the origins of all instances.
 */
function instanceOrigins(ccpUrl: string | undefined): string[] {
  if (ccpUrl === undefined) return CONNECT
  const { hostname, origin } = new URL(ccpUrl)
  const alias = /^([^.]+)\.(my\.connect\.aws|awsapps\.com)$/.exec(hostname)?.[1]
  return alias ? CONNECT.map((each) => each.replace('*', alias)) : [origin]
}

/** Returns the content security policy. Exported for tests. */
export function contentSecurityPolicy(settings: StackSettings): string {
  const { region, jwt, signIn, widget, widgetOrigins = [] } = settings
  const issuer = new URL(jwt.issuer).origin
  const origins = signIn?.origins ?? { connect: [issuer], frame: [issuer] }
  const media = `https://${mediaBucket(settings)}.s3.${region}.amazonaws.com`
  const directives = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    // Cloudscape writes the custom properties of its theme into a style element.
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', media],
    'media-src': ["'self'", 'blob:', media],
    'font-src': ["'self'", 'data:'],
    'connect-src': [
      "'self'",
      // The policy allows every API of the Region, because the API and the distribution would
      // depend on each other if the policy named the widget's API exactly.
      `https://*.execute-api.${region}.amazonaws.com`,
      ...origins.connect,
      media,
      // The chat on the custom CCP page needs these two addresses.
      `https://participant.connect.${region}.amazonaws.com`,
      `wss://*.transport.connect.${region}.amazonaws.com`,
    ],
    // The custom CCP page shows the CCP in a frame, and the widget shows documents of customers in
    // frames. A hidden frame renews the sign-in: the frame first loads pages of the identity
    // provider, and of any provider to which it redirects, and then our own page.
    'frame-src': ["'self'", ...CONNECT, ...origins.frame, media],
    'frame-ancestors': ["'self'", ...instanceOrigins(widget?.ccpUrl), ...widgetOrigins],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'object-src': ["'none'"],
  }
  return Object.entries(directives)
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ')
}
