declare module 'proxy-from-env' {
  /** Returns the URL of the proxy for a request to `url`, or an empty text if it needs no proxy. */
  export function getProxyForUrl(url: string): string
}
