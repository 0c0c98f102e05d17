// The client of our APIs, `widget-api` and `supervisor-api`. It also uploads files to URLs that
// `widget-api` signs. Other modules send their requests through this one.

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

/** Thrown if the API refused the request. `problems` contains every reason. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly status: number
  readonly problems: readonly Problem[]
  /** The whole response body. Besides `problems`, it may have other properties. */
  readonly answer: unknown

  constructor(status: number, problems: readonly Problem[], answer?: unknown) {
    super(problems.map(({ message }) => message).join(' ') || `the API answered ${status}`)
    this.status = status
    this.problems = problems
    this.answer = answer
  }
}

/**
 * Thrown if no response arrived, or if the response does not say what happened. The API may have
 * carried out the request.
 */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/**
 * Thrown if the service responded with an error of its own. The response shows that the agent's
 * network works.
 */
export class ServiceTrouble extends NoAnswer {}

/** Thrown if nobody is signed in, or if the sign-in has expired. The request was not sent. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut'
}

/**
 * Thrown if the identity provider signed the agent in, but the API does not accept the token
 * because its audience, issuer or scope is wrong. The API has not carried out the request.
 */
export class SignInNotAccepted extends Error {
  override readonly name = 'SignInNotAccepted'
}

/** Returned in place of content if the caller already has the newest version. */
export const UNCHANGED = 'unchanged'

export interface Api {
  /**
   * Returns the conversation. With the `cursor` of an earlier response, the conversation contains
   * only the replies that have changed since.
   */
  conversation(contactId: string, cursor?: string): Promise<ConversationView | typeof UNCHANGED>
  templates(contactId: string, version?: string): Promise<TemplatesView | typeof UNCHANGED>
  /** Returns the template's definition in Meta's own form. */
  definition(contactId: string, name: string, language: string): Promise<unknown>
  reply(contactId: string, request: ReplyRequest): Promise<ReplyView>
  /** Returns undefined if the API has never accepted such a reply. */
  replyOf(contactId: string, requestId: string): Promise<ReplyView | undefined>
  /** Sends a new attempt of a reply. `attempt` is the failed attempt that the agent saw. */
  resend(contactId: string, replyId: string, request: ResendRequest): Promise<ReplyView>
  /** Lists the agent's messages that no customer has answered, from all contacts. */
  unanswered(): Promise<UnansweredView>
  /** Cancels a held reply. Safe to repeat. */
  withdraw(contactId: string, replyId: string): Promise<ReplyView>
  /**
   * Reports that Connect's panel no longer shows the contact to this agent. The API then stops
   * using what it has stored about the agent and the contact.
   */
  cleared(contactId: string): Promise<void>
  /**
   * Reports when the customer last wrote, according to the chat's transcript in the agent's
   * browser.
   */
  attest(contactId: string, customerWroteAt: Date): Promise<void>
  /**
   * Reports words that the agent searched for without a result, or words of a text that was not
   * sent.
   */
  missed(contactId: string, words: MissedRequest): Promise<void>
  /** Returns the conversation's files, newest first. */
  files(contactId: string): Promise<FilesView>
  /**
   * Returns a page of the customer's messages and the replies from all contacts, newest first.
   * `before` is the position that the previous page contains.
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
  /** Sends the requests. The default is the browser's fetch. */
  fetch?: typeof globalThis.fetch
  wait?: (ms: number) => Promise<unknown>
  /**
   * Returns a time in milliseconds since any fixed moment, because only differences between two
   * times are used.
   */
  now?: () => number
}

interface ApiSettings extends Settings {
  /**
   * Called with URLs in the media bucket before the page downloads from them or uploads to them.
   */
  onAddresses?: (addresses: readonly string[]) => void
}

/**
 * The time-out of a request. The time-out of the Lambda functions is shorter, so no response can
 * arrive after this time.
 */
const TIMEOUT_MS = 20_000

/**
 * The pauses before the next attempts if API Gateway throttles a request (429) or cannot reach the
 * function (503). Every request can be repeated, because requests that change something contain an
 * id or a version.
 */
const PAUSES_MS = [1_000, 2_000, 4_000]

/**
 * After the API refused a new token, the client requests no other token for this long. Without this
 * pause, wrong settings would make all agents request tokens from the provider again and again.
 */
const RENEW_AGAIN_MS = 60_000

interface Request<Routes extends Route, At extends Routes['at']> {
  params: Parameters<At>
  body?: BodyIn<Routes, At>
  /** The version that the caller has. The API returns content only if there is a newer version. */
  version?: string | undefined
  /** If true, the browser sends the request even if the page is closed at the same moment. */
  outlivesPage?: boolean
}

interface Route {
  at: string
}

/** Creates a client for an API. `Routes` contains the types of the API's requests and responses. */
export function createClient<Routes extends Route>({
  url,
  token,
  fetch = (input, init) => globalThis.fetch(input, init),
  wait = (ms) => new Promise((done) => setTimeout(done, ms)),
  now = () => performance.now(),
}: Settings) {
  /** The time when the API refused a token that had just been renewed. */
  let notAcceptedAt: number | undefined

  /**
   * Sends a request and returns the response. If the API refuses the token, renews the token and
   * sends the request again.
   */
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
  function withAddresses<Answer extends FilesView>(answer: Answer): Answer {
    onAddresses(answer.files.flatMap(({ url }) => url ?? []))
    return answer
  }
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
      // The browser must send this request even while the page closes: the agent workspace closes a
      // contact's page when the agent clears the contact.
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
      return withAddresses(
        await answerOf('GET /contacts/{contactId}/files', { params: { contactId } }),
      )
    },
    async history(contactId, before) {
      return withAddresses(
        await answerOf('POST /contacts/{contactId}/history', {
          params: { contactId },
          body: before ? { before } : {},
        }),
      )
    },
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
 * Returns the body of a response. The body contains no problems if API Gateway responded instead of
 * the API. A 401 with problems means that the person is signed in, but is not a user of the Connect
 * instance.
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
    // The browser may not report a lost connection for many minutes, so a timer ends an upload that
    // makes no progress.
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
      // 412 means that an earlier attempt, whose response was lost, has already uploaded the file.
      if ((request.status >= 200 && request.status < 300) || request.status === 412) done()
      else if (request.status > 0 && request.status < 500)
        failed(new RequestRefused(request.status, []))
      else failed(new NoAnswer('the upload had no answer'))
    }
    restartTimer()
    request.open('PUT', url)
    // The content length is omitted, because browsers set it themselves and do not allow pages to
    // set it.
    for (const [name, value] of Object.entries(headers))
      if (name.toLowerCase() !== 'content-length') request.setRequestHeader(name, value)
    request.send(file)
  })
}
