// The sandbox's pages speak to its control API, and hear from it what changes.

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

/** The browser asks again by itself when the connection breaks. Returns how to stop. */
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
