declare module 'proxy-from-env' {
  /** The URL of the proxy for a request to this URL. Empty when there is none. */
  export function getProxyForUrl(url: string): string
}
