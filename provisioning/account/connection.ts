// The HTTP connections of the AWS clients. The connections use the proxy that the environment
// defines. Time-outs keep a command from waiting forever for an address that does not answer.
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { HttpProxyAgent } from 'http-proxy-agent'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { getProxyForUrl } from 'proxy-from-env'

type Request = Parameters<NodeHttpHandler['handle']>[0]
type Options = Parameters<NodeHttpHandler['handle']>[1]

export interface TimeOuts {
  /** The maximum time for opening a connection. */
  connectMs: number
  /** An open connection is closed if it receives no data for this time. */
  silentMs: number
}

// The AWS CLI has the same defaults:
// https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-options.html
export const TIME_OUTS: TimeOuts = { connectMs: 60_000, silentMs: 60_000 }

/**
 * Chooses the proxy of each request as other command-line programs do. The proxy comes from
 * HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, in upper or lower case. Requests to the hosts in NO_PROXY
 * use no proxy.
 */
export function connection({ connectMs, silentMs }: TimeOuts = TIME_OUTS) {
  const handlers = new Map<string, NodeHttpHandler>()
  const handlerFor = ({ protocol, hostname, port }: Request) => {
    const proxy = getProxyForUrl(`${protocol}//${hostname}${port ? `:${port}` : ''}`)
    if (!handlers.has(proxy))
      handlers.set(
        proxy,
        new NodeHttpHandler({
          connectionTimeout: connectMs,
          socketTimeout: silentMs,
          ...(proxy && {
            httpAgent: new HttpProxyAgent(proxy),
            httpsAgent: new HttpsProxyAgent(proxy),
          }),
        }),
      )
    return handlers.get(proxy)!
  }
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: (request: Request, options?: Options) => handlerFor(request).handle(request, options),
    // All clients share this handler, so no client may change its settings.
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {
      for (const handler of handlers.values()) handler.destroy()
    },
  }
}
