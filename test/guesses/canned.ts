// SDK clients whose requests are answered without a network: the genuine client reads an answer that
// a test has written.

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
 * The settings of an SDK client that gets these answers, each for one request, the last for all
 * further requests.
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

/** Successful answers with these bodies. */
export const bodiesOf = (bodies: readonly object[]) =>
  bodies.map((body) => ({ body })) as unknown as readonly [Answer, ...Answer[]]

/** AWS's answer with an error. */
export const refusing = (code: string, status = 400): Answer => ({
  status,
  headers: { 'x-amzn-errortype': code },
  body: { message: 'refused' },
})
