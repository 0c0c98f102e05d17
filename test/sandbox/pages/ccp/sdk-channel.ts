// The Amazon Connect SDK's channel inside the CCP: a port for the embedding page, over which its
// clients (and ChatJS, for the contact's Region) send requests.
import { type Ask, answerOver } from '../sdk-subject.ts'

export function openSdkChannel(ask: Ask): void {
  if (window.parent === window) return
  const { port1, port2 } = new MessageChannel()
  answerOver(port1, ask)
  window.parent.postMessage({ type: 'cross-domain-adapter-init' }, '*', [port2])
}
