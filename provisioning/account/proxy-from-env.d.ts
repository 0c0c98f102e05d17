declare module 'proxy-from-env' {
  /** Returns the URL of the proxy for a request to this URL, or an empty text if there is none. */
  export function getProxyForUrl(url: string): string
}
