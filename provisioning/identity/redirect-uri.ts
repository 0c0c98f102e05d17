/** The page that the identity provider returns to. `widgetUrl` ends with a slash. */
export const redirectUri = (widgetUrl: string): string => new URL('sign-in.html', widgetUrl).href

/** The redirect URI of `doctor --sign-in`. Cognito accepts http for the name localhost only. */
export const loopbackRedirectUri = (port: number): string => `http://localhost:${port}/sign-in`

export const DEFAULT_SIGN_IN_PORT = 4610
