// The window in which an agent signs in at the identity provider.
//
// Usually there is one window: the provider's page opens in it, returns to our return page
// (hosts/sign-in-page.ts), and that passes the answer to the page that opened the window. A
// provider that isolates its windows (Cross-Origin-Opener-Policy: same-origin, as Microsoft Entra
// ID does) breaks this link. Only a BroadcastChannel remains. Browsers connect a channel only
// between pages under the same top-level site, and therefore not between the widget in a frame of
// Amazon Connect and a window. Two windows are needed for a widget in such a frame. The first
// window shows our return page, which keeps its link to the widget. The agent opens the provider
// from there, in a second window, which returns the answer to the first one over the channel: both
// are top-level pages of the same origin.
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
  /** The address of the return page, on the origin of this page. */
  returnPage: string
  usesTwoWindows: () => boolean
}

/** Thrown if the browser does not open the window. */
export class WindowBlocked extends Error {
  override readonly name = 'WindowBlocked'
}

const FEATURES = { width: 480, height: 640 }

/**
 * Opens the windows for oidc-client-ts. `prepare` must be called in a click. Outside of a click,
 * the browser blocks the window, and `prepare` rejects.
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
 * Confirms to the return page, which may have no link to this page, that its answer has arrived.
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
