// The page to which the identity provider redirects: in the window of a sign-in, and in the hidden
// frame in which the widget signs an agent in silently. The page passes the provider's response to
// the widget, which completes the sign-in. If a sign-in needs two windows, this page is also the
// first window: see ../sign-in/sign-in-window.ts.
//
// The page is built into a single file with a fixed name, sign-in.js. Because of the fixed name,
// pages of other origins can load the file, and continue to work when the widget is updated.
import { languageOf } from '../i18n/language-of.ts'
import {
  answerChannel,
  answerIn,
  confirmationChannel,
  isAnswer,
  isRelayTarget,
  relayReady,
  stateIn,
} from '../sign-in/window-messages.ts'

interface ReturnPageTexts {
  /** Shown after the response was passed on. */
  done: string
  /** Shown if the widget did not confirm that it received the response. */
  notReceived: string
  /** Shown if this page's URL contains no response from the provider. */
  nothing: string
  /** The text above the button that opens the second window, and the label of the button. */
  twoWindows: string
  continue: string
}

/** This page's texts in all languages of the widget. vite.config.ts inserts them. */
declare const RETURN_PAGE_TEXTS: Readonly<Record<string, ReturnPageTexts>>

/** The widget must confirm the response within this time. */
const CONFIRMED_WITHIN_MS = 3_000

const language = languageOf(RETURN_PAGE_TEXTS)
const texts = RETURN_PAGE_TEXTS[language]!

const address = location.href
if (document.readyState === 'loading') addEventListener('DOMContentLoaded', begin)
else begin()

function begin() {
  const relayed = new URL(address).searchParams.get('relay')
  const state = stateIn(address)
  if (relayed) relay(relayed, window.opener)
  else if (window.parent !== window) window.parent.postMessage(answerIn(address), location.origin)
  else if (state) returnAnswer(state)
  else show(texts.nothing)
}

/**
 * Passes the response to the widget in two ways: to the page that opened this window, and over a
 * BroadcastChannel. The channel is needed for providers that isolate their windows, because their
 * windows lose the reference to the opener.
 */
function returnAnswer(state: string) {
  const confirmed = new BroadcastChannel(confirmationChannel(state))
  const timer = setTimeout(() => show(texts.notReceived), CONFIRMED_WITHIN_MS)
  confirmed.onmessage = () => {
    clearTimeout(timer)
    show(texts.done)
    window.close()
  }
  const answer = answerIn(address)
  if (window.opener) window.opener.postMessage(answer, location.origin)
  const channel = new BroadcastChannel(answerChannel(state))
  channel.postMessage(answer)
  channel.close()
}

/**
 * Runs in the first of two windows: opens the provider in the second window, and passes the
 * provider's response from there to the widget.
 */
function relay(state: string, opener: Window | null) {
  if (!opener) return show(texts.nothing)
  const channel = new BroadcastChannel(answerChannel(state))
  const receive = ({ origin, data }: MessageEvent<unknown>) => {
    if (origin !== location.origin) return
    if (isRelayTarget(data, state)) offerProvider(data.open)
    else if (isAnswer(data) && stateIn(data.url) === state) {
      const confirmed = new BroadcastChannel(confirmationChannel(state))
      confirmed.postMessage('received')
      confirmed.close()
      show(texts.done)
      // The widget closes this window when it receives the response.
      opener.postMessage(data, location.origin)
    }
  }
  channel.onmessage = receive
  window.addEventListener('message', receive)
  opener.postMessage(relayReady(state), location.origin)
}

function offerProvider(url: string) {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = texts.continue
  Object.assign(button.style, { font: 'inherit', margin: '0 2rem', padding: '0.5rem 1rem' })
  button.onclick = () => window.open(url, '_blank', 'popup,width=480,height=640')
  show(texts.twoWindows)
  document.body.append(button)
  button.focus()
}

function show(text: string) {
  const paragraph = document.createElement('p')
  paragraph.setAttribute('role', 'status')
  paragraph.textContent = text
  Object.assign(paragraph.style, { font: '16px/1.5 system-ui, sans-serif', margin: '2rem' })
  Object.assign(document.body.style, { font: '16px/1.5 system-ui, sans-serif' })
  document.documentElement.lang = language
  document.body.replaceChildren(paragraph)
}
