// The versions of the WhatsApp Cloud API with which messages are sent.

/**
 * AWS accepts v20.0 and later.
 * https://docs.aws.amazon.com/general/latest/gr/end-user-messaging.html
 */
export const META_API_VERSION = {
  pattern: /^v(2\d|[3-9]\d|\d{3,})\.\d+$/,
  expected: 'v20.0 or a later version of the WhatsApp Cloud API, such as v23.0',
}

/**
 * The newest version when this was written (July 2026).
 * https://developers.facebook.com/docs/graph-api/changelog
 */
const NEWEST = 26

/** Returns a sentence if the version may not exist, or undefined if it is known to exist. */
export const doubtAboutVersion = (version: string): string | undefined =>
  Number(version.slice(1).split('.')[0]) > NEWEST
    ? `stack.metaApiVersion: ${version} is newer than v${NEWEST}.0, the newest version that this release knows. If Meta has not published it, AWS refuses every message: try it with "connect-whatsapp doctor --send-to".`
    : undefined
