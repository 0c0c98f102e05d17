// The window in which an agent signs in at the identity provider.
//
// Usually there is one window, which first shows the provider's page. The provider redirects the
// window to our return page (hosts/sign-in-page.ts), which passes the response to the page that
// opened the window. Some providers isolate their windows, for example Microsoft Entra ID
// (Cross-Origin-Opener-Policy: same-origin). An isolated window loses the reference to its opener,
// and can use only a BroadcastChannel. Browsers connect a channel only between pages with the same
// top-level site. No channel connects a widget in a frame of Amazon Connect with an isolated
// window.
//
// A widget in a frame of Amazon Connect therefore needs two windows. The first window shows our
// return page, which keeps the reference to the widget. From the first window, the agent opens the
// provider in a second window. The second window returns the response to the first one over a
// channel, because both windows show top-level pages of the same origin.
import type { INavigator, IWindow } from 'oidc-client-ts'
import {
  type Answer,
  answerChannel,
  confirmationChannel,
  isAnswer,
  isRelayReady,
  type RelayTarget,
  stateIn,
} from './window-messages.ts'

interface Options {
  /** The URL of the return page, which has the same origin as this page. */
  returnPage: string
  usesTwoWindows: () => boolean
}

/** Thrown if the browser blocks the window. */
export class WindowBlocked extends Error {
  override readonly name = 'WindowBlocked'
}

const FEATURES = { width: 480, height: 640 }

/**
 * Opens the windows for oidc-client-ts. `prepare` must be called by the handler of a click. Outside
 * the handler of a click, the browser blocks the window, and `prepare` rejects.
 */
export function signInWindow({ returnPage, usesTwoWindows }: Options): INavigator {
  return {
    async prepare(params: unknown): Promise<IWindow> {
      const { popupSignal } = params as { popupSignal?: AbortSignal }
      const opened = window.open('about:blank', '_blank', centered())
      if (!opened) throw new WindowBlocked('the browser blocked the window')
      let stop = () => {}
      return {
        navigate: ({ url, state = '' }) =>
          new Promise<Answer>((resolve, reject) => {
            const isRelayed = usesTwoWindows()
            const channel = new BroadcastChannel(answerChannel(state))
            const receive = ({ origin, data }: MessageEvent<unknown>) => {
              if (origin !== location.origin) return
              if (isRelayReady(data, state)) {
                const target: RelayTarget = { source: 'agent-widget', state, open: url }
                opened.postMessage(target, location.origin)
              } else if (isAnswer(data) && stateIn(data.url) === state) {
                stop()
                confirm(state)
                opened.close()
                resolve(data)
              }
            }
            stop = () => {
              window.removeEventListener('message', receive)
              channel.close()
            }
            window.addEventListener('message', receive)
            channel.onmessage = receive
            popupSignal?.addEventListener('abort', () => {
              stop()
              opened.close()
              reject(popupSignal.reason)
            })
            opened.location.replace(isRelayed ? `${returnPage}?relay=${state}` : url)
          }),
        close() {
          stop()
          opened.close()
        },
      }
    },
    callback: async () => {},
  }
}

/**
 * Confirms to the return page that the provider's response has arrived. Uses a BroadcastChannel,
 * because the return page may have lost the reference to this page.
 */
function confirm(state: string) {
  const channel = new BroadcastChannel(confirmationChannel(state))
  channel.postMessage('received')
  channel.close()
}

function centered(): string {
  const { width, height } = FEATURES
  const left = Math.max(0, Math.round(window.screenX + (window.outerWidth - width) / 2))
  const top = Math.max(0, Math.round(window.screenY + (window.outerHeight - height) / 2))
  return `popup,width=${width},height=${height},left=${left},top=${top}`
}
