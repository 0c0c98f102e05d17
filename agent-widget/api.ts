// The widget's only way to the network: what `widget-api` answers, and the upload targets it signs.
import type { Problem } from '#whatsapp/errors/problems'
import type { OfferedTemplates } from '../lambdas/model/template-list.ts'
import type {
  ConversationView,
  FilesView,
  ReplyRequest,
  ReplyView,
  UploadRequest,
  UploadTarget,
} from '../lambdas/widget-api/api.ts'

/** The API understood and refused; every reason, in words for the agent. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly status: number
  readonly problems: readonly Problem[]

  constructor(status: number, problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join(' ') || `the API answered ${status}`)
    this.status = status
    this.problems = problems
  }
}

/** No answer, or one that says nothing about what happened: what was asked for may have been done. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
}

/** Nobody is signed in (any more). Nothing was asked for. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut'
}

/** Nothing changed since the version the caller has. */
export const UNCHANGED = 'unchanged'

export interface Api {
  /** `cursor` as answered before: then only the replies that changed since. */
  conversation(contactId: string, cursor?: string): Promise<ConversationView | typeof UNCHANGED>
  templates(contactId: string, version?: string): Promise<OfferedTemplates | typeof UNCHANGED>
  /** As Meta has it. */
  definition(contactId: string, name: string, language: string): Promise<unknown>
  reply(contactId: string, request: ReplyRequest): Promise<ReplyView>
  /** Undefined: no such reply was ever accepted. */
  replyOf(contactId: string, requestId: string): Promise<ReplyView | undefined>
  /** Sends a reply's next attempt; `attempt` is the one the agent saw fail. */
  resend(contactId: string, replyId: string, attempt: number): Promise<ReplyView>
  /** Takes a held reply back; again changes nothing. */
  withdraw(contactId: string, replyId: string): Promise<ReplyView>
  /** The conversation's files, newest first. */
  files(contactId: string): Promise<FilesView>
  uploadTarget(contactId: string, request: UploadRequest): Promise<UploadTarget>
  upload(
    target: UploadTarget,
    file: Blob,
    onProgress: (sent: number) => void,
    signal: AbortSignal,
  ): Promise<void>
}

interface Settings {
  /** Where `widget-api` answers, without a slash at the end. */
  url: string
  token(options?: { fresh?: boolean }): Promise<string | undefined>
}

/** Longer than the function's own time-out: after this nobody answers. */
const TIMEOUT_MS = 20_000

export function createApi({ url, token }: Settings): Api {
  async function request(
    method: string,
    path: string,
    { body, version }: { body?: unknown; version?: string | undefined } = {},
  ) {
    const attempt = async (bearer: string | undefined) => {
      if (!bearer) throw new SignedOut('nobody is signed in')
      const headers: Record<string, string> = { authorization: `Bearer ${bearer}` }
      if (body !== undefined) headers['content-type'] = 'application/json'
      if (version !== undefined) headers['if-none-match'] = `"${version}"`
      const init = {
        method,
        headers,
        cache: 'no-store' as const,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }
      return fetch(
        `${url}${path}`,
        body === undefined ? init : { ...init, body: JSON.stringify(body) },
      )
    }
    try {
      const response = await attempt(await token())
      return response.status === 401 ? await attempt(await token({ fresh: true })) : response
    } catch (cause) {
      if (cause instanceof SignedOut) throw cause
      throw new Unanswered(`${method} had no answer`, { cause })
    }
  }

  async function answer<Answer>(response: Response): Promise<Answer> {
    if (response.ok)
      return (await response
        .json()
        .catch((cause) => Promise.reject(new Unanswered('half an answer', { cause })))) as Answer
    const said = (await response.json().catch(() => ({}))) as { problems?: Problem[] }
    // With problems it is ours: somebody is signed in, but not as anybody Connect knows.
    if (response.status === 401 && !said.problems)
      throw new SignedOut('the sign-in is not accepted')
    if (response.status >= 500)
      throw new Unanswered(said.problems?.[0]?.message ?? `the API answered ${response.status}`)
    throw new RequestRefused(response.status, said.problems ?? [])
  }

  const of = (contactId: string) => `/contacts/${encodeURIComponent(contactId)}`

  async function versioned<Answer>(
    path: string,
    version: string | undefined,
  ): Promise<Answer | typeof UNCHANGED> {
    const response = await request('GET', path, { version })
    return response.status === 304 ? UNCHANGED : answer<Answer>(response)
  }

  return {
    conversation: (contactId, cursor) => versioned(`${of(contactId)}/conversation`, cursor),
    templates: (contactId, version) => versioned(`${of(contactId)}/templates`, version),
    async definition(contactId, name, language) {
      const path = `${of(contactId)}/templates/${encodeURIComponent(name)}/${encodeURIComponent(language)}`
      const { definition } = await answer<{ definition: unknown }>(await request('GET', path))
      return definition
    },
    reply: async (contactId, body) =>
      answer(await request('POST', `${of(contactId)}/replies`, { body })),
    async replyOf(contactId, requestId) {
      const response = await request('GET', `${of(contactId)}/replies/${requestId}`)
      return response.status === 404 ? undefined : answer<ReplyView>(response)
    },
    resend: async (contactId, replyId, attempt) =>
      answer(
        await request('POST', `${of(contactId)}/replies/${encodeURIComponent(replyId)}/resend`, {
          body: { attempt },
        }),
      ),
    withdraw: async (contactId, replyId) =>
      answer(
        await request('POST', `${of(contactId)}/replies/${encodeURIComponent(replyId)}/withdraw`),
      ),
    files: async (contactId) => answer(await request('GET', `${of(contactId)}/files`)),
    uploadTarget: async (contactId, body) =>
      answer(await request('POST', `${of(contactId)}/uploads`, { body })),
    upload: put,
  }
}

const UPLOAD_SILENCE_MS = 60_000

/** With XMLHttpRequest: fetch does not tell how far an upload has come. The file is read by the browser as it goes, never held here. */
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
    // A dead connection may say nothing for many minutes.
    const heard = () => {
      clearTimeout(silence)
      silence = setTimeout(stop, UPLOAD_SILENCE_MS)
    }
    signal.addEventListener('abort', stop, { once: true })
    request.upload.onprogress = ({ loaded }) => {
      heard()
      onProgress(loaded)
    }
    request.onloadend = () => {
      clearTimeout(silence)
      signal.removeEventListener('abort', stop)
      // 412: these very bytes are there already, from an attempt whose answer was lost.
      if ((request.status >= 200 && request.status < 300) || request.status === 412) done()
      else if (request.status > 0 && request.status < 500)
        failed(new RequestRefused(request.status, []))
      else failed(new Unanswered('the upload had no answer'))
    }
    heard()
    request.open('PUT', url)
    // The browser sets the length itself and allows nobody else to.
    for (const [name, value] of Object.entries(headers))
      if (name.toLowerCase() !== 'content-length') request.setRequestHeader(name, value)
    request.send(file)
  })
}
