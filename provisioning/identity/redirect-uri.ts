/**
 * Returns the page to which the identity provider redirects the browser. `widgetUrl` must end with
 * a slash.
 */
export const redirectUri = (widgetUrl: string): string => new URL('sign-in.html', widgetUrl).href

/**
 * Returns the redirect URI of `doctor --sign-in`. Cognito accepts http only for the host name
 * localhost.
 */
export const loopbackRedirectUri = (port: number): string => `http://localhost:${port}/sign-in`

export const DEFAULT_SIGN_IN_PORT = 4610
