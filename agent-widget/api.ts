// This is the only module that uses the network. The module makes the requests of our APIs, and
// uploads files to the addresses that `widget-api` signs.

import type {
  AnswerIn,
  BodyIn,
  ConversationView,
  FilesView,
  HistoryView,
  MissedRequest,
  Parameters,
  ReplyRequest,
  ReplyView,
  ResendRequest,
  TemplatesView,
  UnansweredView,
  UploadRequest,
  UploadTarget,
  WidgetRoutes,
} from '#api'
import type { Problem } from '#whatsapp/errors/problems'

/** Thrown if the API refused the request. `problems` has every reason. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly status: number
  readonly problems: readonly Problem[]
  /** The whole answer, which may have further members. */
  readonly answer: unknown

  constructor(status: number, problems: readonly Problem[], answer?: unknown) {
    super(problems.map(({ message }) => message).join(' ') || `the API answered ${status}`)
    this.status = status
    this.problems = problems
    this.answer = answer
  }
}

/**
 * Thrown if no answer arrived, or an answer that does not say what happened. The request may have
 * been carried out.
 */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** Thrown if the service answered that it has a problem, so the agent's own network works. */
export class ServiceTrouble extends NoAnswer {}

/** Thrown if nobody is signed in, or the sign-in has expired. The request was not sent. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut'
}

/**
 * Thrown if the identity provider has signed the agent in, but the API does not accept its tokens,
 * because audience, issuer or scope do not match. A request that was refused this way was not
 * carried out.
 */
export class SignInNotAccepted extends Error {
  override readonly name = 'SignInNotAccepted'
}

/** The list has not changed since the version that the caller has. */
export const UNCHANGED = 'unchanged'

export interface Api {
  /** With the `cursor` of an earlier answer, the result has only the replies that changed since. */
  conversation(contactId: string, cursor?: string): Promise<ConversationView | typeof UNCHANGED>
  templates(contactId: string, version?: string): Promise<TemplatesView | typeof UNCHANGED>
  /** Returns the template's definition in Meta's own form. */
  definition(contactId: string, name: string, language: string): Promise<unknown>
  reply(contactId: string, request: ReplyRequest): Promise<ReplyView>
  /** Returns undefined if no such reply was ever accepted. */
  replyOf(contactId: string, requestId: string): Promise<ReplyView | undefined>
  /** Sends the next attempt of a reply. `attempt` is the failed attempt that the agent saw. */
  resend(contactId: string, replyId: string, request: ResendRequest): Promise<ReplyView>
  /**
   * Lists the messages that the agent has sent from any contact and that no customer has answered.
   */
  unanswered(): Promise<UnansweredView>
  /** Cancels a held reply. Canceling a canceled reply again changes nothing. */
  withdraw(contactId: string, replyId: string): Promise<ReplyView>
  /**
   * Reports that the agent's panel no longer has the contact, so that the API does not rely on
   * stored answers about it.
   */
  cleared(contactId: string): Promise<void>
  /** Reports when the customer last wrote, as the agent's panel shows it. */
  attest(contactId: string, customerWroteAt: Date): Promise<void>
  /**
   * Reports words that the agent searched without a result, or wrote in a text that was not sent.
   */
  missed(contactId: string, words: MissedRequest): Promise<void>
  /** Returns the conversation's files, newest first. */
  files(contactId: string): Promise<FilesView>
  /**
   * Returns a page of the conversation over all contacts, newest first. `before` is the position that
   * the previous page returned.
   */
  history(contactId: string, before?: HistoryView['before']): Promise<HistoryView>
  uploadTarget(contactId: string, request: UploadRequest): Promise<UploadTarget>
  upload(
    target: UploadTarget,
    file: Blob,
    onProgress: (sent: number) => void,
    signal: AbortSignal,
  ): Promise<void>
}

interface Settings {
  /** The address of the API, without a slash at the end. */
  url: string
  token(options?: { fresh?: boolean }): Promise<string | undefined>
  /** Makes the requests. The default is the browser's own fetch. */
  fetch?: typeof globalThis.fetch
  wait?: (ms: number) => Promise<unknown>
  /** Returns the time in milliseconds since any point in time. */
  now?: () => number
}

interface ApiSettings extends Settings {
  /** Is called with the addresses in the bucket from which, or to which, the page is about to load. */
  onAddresses?: (addresses: readonly string[]) => void
}

/**
 * The time-out of a request is longer than that of the functions, so no answer can arrive later.
 */
const TIMEOUT_MS = 20_000

/**
 * How long to wait before the next attempt after API Gateway limited the rate (429) or could not
 * reach the function (503). Every request can be repeated, because requests that change something
 * have an id or a version.
 */
const PAUSES_MS = [1_000, 2_000, 4_000]

/**
 * After the API refused a new token, no other token is requested for this long. Without this pause,
 * all agents would request tokens from the provider at once if the settings do not match.
 */
const RENEW_AGAIN_MS = 60_000

interface Request<Routes extends Route, At extends Routes['at']> {
  params: Parameters<At>
  body?: BodyIn<Routes, At>
  /** The version that the caller has. The API returns content only if there is a newer version. */
  version?: string | undefined
  /** If this is true, the request is sent even if the page is closed at the same moment. */
  outlivesPage?: boolean
}

interface Route {
  at: string
}

/** Creates the client of an API from the types of its routes. */
export function createClient<Routes extends Route>({
  url,
  token,
  fetch = (input, init) => globalThis.fetch(input, init),
  wait = (ms) => new Promise((done) => setTimeout(done, ms)),
  now = () => performance.now(),
}: Settings) {
  /** The time at which the API refused a token that had just been renewed. */
  let notAcceptedAt: number | undefined

  /** Makes a request with a token that the API accepts, and returns the answer. */
  async function accepted(attempt: (bearer: string | undefined) => Promise<Response>) {
    const response = await attempt(await token())
    if (response.status !== 401 || (await answerOfApi(response.clone())).problems) {
      notAcceptedAt = undefined
      return response
    }
    if (notAcceptedAt === undefined || now() - notAcceptedAt >= RENEW_AGAIN_MS) {
      const again = await attempt(await token({ fresh: true }))
      if (again.status !== 401 || (await answerOfApi(again.clone())).problems) {
        notAcceptedAt = undefined
        return again
      }
      notAcceptedAt = now()
    }
    throw new SignInNotAccepted('the API does not accept the sign-in')
  }

  async function ask<At extends Routes['at']>(
    at: At,
    { params, body, version, outlivesPage = false }: Request<Routes, At>,
  ): Promise<Response> {
    const [method = '', template = ''] = at.split(' ')
    const path = template.replaceAll(/\{(\w+)\}/g, (_, name: keyof typeof params) =>
      encodeURIComponent(params[name]),
    )
    const attempt = async (bearer: string | undefined) => {
      if (!bearer) throw new SignedOut('nobody is signed in')
      const headers: Record<string, string> = { authorization: `Bearer ${bearer}` }
      if (body !== undefined) headers['content-type'] = 'application/json'
      if (version !== undefined) headers['if-none-match'] = `"${version}"`
      const init = {
        method,
        headers,
        cache: 'no-store' as const,
        keepalive: outlivesPage,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }
      return fetch(
        `${url}${path}`,
        body === undefined ? init : { ...init, body: JSON.stringify(body) },
      )
    }
    try {
      for (const pause of PAUSES_MS) {
        const response = await accepted(attempt)
        if (response.status !== 429 && response.status !== 503) return response
        await wait(pause)
      }
      return await accepted(attempt)
    } catch (cause) {
      if (cause instanceof SignedOut || cause instanceof SignInNotAccepted) throw cause
      throw new NoAnswer(`${method} had no answer`, { cause })
    }
  }

  return {
    ask,

    answerOf: async <At extends Routes['at']>(at: At, request: Request<Routes, At>) =>
      answerIn<AnswerIn<Routes, At>>(await ask(at, request)),

    async newerOf<At extends Routes['at']>(
      at: At,
      request: Request<Routes, At>,
    ): Promise<AnswerIn<Routes, At> | typeof UNCHANGED> {
      const response = await ask(at, request)
      return response.status === 304 ? UNCHANGED : answerIn<AnswerIn<Routes, At>>(response)
    },
  }
}

export function createApi({ onAddresses = () => {}, ...settings }: ApiSettings): Api {
  const { ask, answerOf, newerOf } = createClient<WidgetRoutes>(settings)
  return {
    conversation: (contactId, cursor) =>
      newerOf('GET /contacts/{contactId}/conversation', {
        params: { contactId },
        version: cursor,
      }),
    templates: (contactId, version) =>
      newerOf('GET /contacts/{contactId}/templates', { params: { contactId }, version }),
    async definition(contactId, name, language) {
      const { definition } = await answerOf(
        'GET /contacts/{contactId}/templates/{name}/{language}',
        { params: { contactId, name, language } },
      )
      return definition
    },
    reply: (contactId, body) =>
      answerOf('POST /contacts/{contactId}/replies', { params: { contactId }, body }),
    async replyOf(contactId, requestId) {
      const at = 'GET /contacts/{contactId}/replies/{requestId}'
      const response = await ask(at, { params: { contactId, requestId } })
      return response.status === 404
        ? undefined
        : answerIn<AnswerIn<WidgetRoutes, typeof at>>(response)
    },
    resend: (contactId, id, request) =>
      answerOf('POST /contacts/{contactId}/replies/{id}/resend', {
        params: { contactId, id },
        body: request,
      }),
    withdraw: (contactId, id) =>
      answerOf('POST /contacts/{contactId}/replies/{id}/withdraw', { params: { contactId, id } }),
    unanswered: () => answerOf('GET /unanswered', { params: {} }),
    async cleared(contactId) {
      // The request must survive the page, because the agent workspace closes the page of a contact
      // that is cleared.
      await answerOf('POST /contacts/{contactId}/cleared', {
        params: { contactId },
        outlivesPage: true,
      })
    },
    async attest(contactId, customerWroteAt) {
      await answerOf('POST /contacts/{contactId}/evidence', {
        params: { contactId },
        body: { customerWroteAt: customerWroteAt.toISOString() },
      })
    },
    async missed(contactId, body) {
      await answerOf('POST /contacts/{contactId}/missed', { params: { contactId }, body })
    },
    async files(contactId) {
      const answer = await answerOf('GET /contacts/{contactId}/files', { params: { contactId } })
      onAddresses(answer.files.flatMap(({ url }) => url ?? []))
      return answer
    },
    history: (contactId, before) =>
      answerOf('POST /contacts/{contactId}/history', {
        params: { contactId },
        body: before ? { before } : {},
      }),
    async uploadTarget(contactId, body) {
      const target = await answerOf('POST /contacts/{contactId}/uploads', {
        params: { contactId },
        body,
      })
      onAddresses([target.url])
      return target
    },
    upload: put,
  }
}

async function answerIn<Answer>(response: Response): Promise<Answer> {
  if (response.ok)
    return (await response
      .json()
      .catch((cause) => Promise.reject(new NoAnswer('the answer broke off', { cause })))) as Answer
  const answer = await answerOfApi(response)
  const { problems } = answer
  if (response.status >= 500 || response.status === 429)
    throw new ServiceTrouble(problems?.[0]?.message ?? `the API answered ${response.status}`)
  throw new RequestRefused(response.status, problems ?? [], answer)
}

/**
 * The result has no problems if API Gateway answered instead of the API. An answer 401 with
 * problems means that the person is signed in but is not a user of the Connect instance.
 */
const answerOfApi = async (response: Response): Promise<{ problems?: Problem[] }> =>
  (await response.json().catch(() => ({}))) as { problems?: Problem[] }

const UPLOAD_SILENCE_MS = 60_000

/**
 * Uses XMLHttpRequest, because fetch does not report the progress of an upload. The browser reads
 * the file while it sends it, so the whole file is never in memory.
 */
function put(
  { url, headers }: UploadTarget,
  file: Blob,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest()
    const stop = () => request.abort()
    let silence: ReturnType<typeof setTimeout> | undefined
    // The timer ends an upload without progress, because the browser may not report a lost
    // connection for many minutes.
    const restartTimer = () => {
      clearTimeout(silence)
      silence = setTimeout(stop, UPLOAD_SILENCE_MS)
    }
    signal.addEventListener('abort', stop, { once: true })
    request.upload.onprogress = ({ loaded }) => {
      restartTimer()
      onProgress(loaded)
    }
    request.onloadend = () => {
      clearTimeout(silence)
      signal.removeEventListener('abort', stop)
      // 412 means that an earlier attempt, whose answer was lost, has uploaded the file.
      if ((request.status >= 200 && request.status < 300) || request.status === 412) done()
      else if (request.status > 0 && request.status < 500)
        failed(new RequestRefused(request.status, []))
      else failed(new NoAnswer('the upload had no answer'))
    }
    restartTimer()
    request.open('PUT', url)
    // The length is left out, because the browser sets it itself and does not allow a page to set
    // it.
    for (const [name, value] of Object.entries(headers))
      if (name.toLowerCase() !== 'content-length') request.setRequestHeader(name, value)
    request.send(file)
  })
}
