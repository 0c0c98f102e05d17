// Sends requests from the sandbox's pages to the control API, and receives events from it.

export async function control<Answer = unknown>(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<Answer> {
  const response = await fetch(`/control${path}`, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const answer = await response.json()
  if (response.ok) return answer
  throw new Error(answer.problems?.[0]?.message ?? `the sandbox answered ${response.status}`)
}

/**
 * The user who is signed in in the browser, the language that was chosen for the pages, and the
 * agents as whom one can sign in.
 */
export interface AtTheBrowser {
  username: string
  language?: string
  agents: { username: string; name: string }[]
}

/**
 * Receives events until the returned function is called. If the connection breaks, the browser
 * reconnects automatically.
 */
export function hear<State, Item = never>(
  path: string,
  onState: (state: State) => void,
  onItem?: (item: Item) => void,
): () => void {
  const source = new EventSource(`/control${path}`)
  source.addEventListener('state', ({ data }) => onState(JSON.parse(data)))
  if (onItem) source.addEventListener('item', ({ data }) => onItem(JSON.parse(data)))
  return () => source.close()
}
