// Opens the channel on which the simulated CCP answers requests of the Amazon Connect SDK: a
// message port that the SDK clients in the embedding page use, and that ChatJS uses to ask for the
// contact's Region.
import { type Ask, answerOver } from '../sdk-subject.ts'

export function openSdkChannel(ask: Ask): void {
  if (window.parent === window) return
  const { port1, port2 } = new MessageChannel()
  answerOver(port1, ask)
  window.parent.postMessage({ type: 'cross-domain-adapter-init' }, '*', [port2])
}
