// The HTTP connections of the AWS clients: they use the proxy that the environment names, and they
// have time-outs, so that a command does not wait forever if an address does not answer.
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { HttpProxyAgent } from 'http-proxy-agent'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { getProxyForUrl } from 'proxy-from-env'

type Request = Parameters<NodeHttpHandler['handle']>[0]
type Options = Parameters<NodeHttpHandler['handle']>[1]

export interface TimeOuts {
  /** The time within which a connection must be opened. */
  connectMs: number
  /** The time after which an open connection on which no data arrives is closed. */
  silentMs: number
}

// The defaults of the AWS CLI:
// https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-options.html
export const TIME_OUTS: TimeOuts = { connectMs: 60_000, silentMs: 60_000 }

/**
 * Chooses the proxy for each request as other command-line programs do: HTTPS_PROXY, HTTP_PROXY and
 * ALL_PROXY, in upper or lower case, except for the hosts in NO_PROXY.
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
    // The SDK's clients must not change the settings of this handler.
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {
      for (const handler of handlers.values()) handler.destroy()
    },
  }
}
