// Settings for genuine SDK clients that use no network, but parse the answers that a test has
// written.

interface HttpRequest {
  body?: unknown
  headers: Record<string, string>
}

export interface Answer {
  status?: number
  headers?: Readonly<Record<string, string>>
  body: unknown
}

/**
 * Returns the settings of an SDK client that gets these answers, one for each request. The last
 * answer is repeated.
 */
export function answering(...answers: readonly [Answer, ...Answer[]]) {
  const requests: HttpRequest[] = []
  const handle = async (request: HttpRequest) => {
    const {
      status = 200,
      headers = {},
      body,
    } = answers[Math.min(requests.length, answers.length - 1)]!
    requests.push(request)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return {
      response: {
        statusCode: status,
        headers: { 'content-type': 'application/json', ...headers },
        body: new TextEncoder().encode(text),
      },
    }
  }
  return {
    requests,
    config: {
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      maxAttempts: 1,
      requestHandler: { handle } as never,
    },
  }
}

/** Returns successful answers with these bodies. */
export const bodiesOf = (bodies: readonly object[]) =>
  bodies.map((body) => ({ body })) as unknown as readonly [Answer, ...Answer[]]

/** Returns an answer with which AWS reports an error. */
export const refusing = (code: string, status = 400): Answer => ({
  status,
  headers: { 'x-amzn-errortype': code },
  body: { message: 'refused' },
})
