// The versions of WhatsApp's Cloud API with which messages can be sent.

/**
 * AWS accepts v20.0 and later.
 * https://docs.aws.amazon.com/general/latest/gr/end-user-messaging.html
 */
export const META_API_VERSION = {
  pattern: /^v(2\d|[3-9]\d|\d{3,})\.\d+$/,
  expected: 'v20.0 or a later version of the WhatsApp Cloud API, such as v23.0',
}

/**
 * The newest major version that was known in July 2026.
 * https://developers.facebook.com/docs/graph-api/changelog
 */
const NEWEST = 26

/**
 * Returns a sentence if the version is newer than every version that this program knows. Otherwise
 * returns undefined.
 */
export const doubtAboutVersion = (version: string): string | undefined =>
  Number(version.slice(1).split('.')[0]) > NEWEST
    ? `stack.metaApiVersion: ${version} is newer than v${NEWEST}.0, the newest version that this release knows. If Meta has not published it, AWS refuses every message: try it with "connect-whatsapp doctor --send-to".`
    : undefined
