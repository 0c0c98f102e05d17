// Writes values as DynamoDB's JSON.
const attribute = (value: unknown): object => {
  if (typeof value === 'number') return { N: String(value) }
  if (Array.isArray(value)) return { L: value.map(attribute) }
  if (typeof value === 'object' && value !== null) return { M: attributesOf(value) }
  return { S: String(value) }
}

export const attributesOf = (item: object): Record<string, object> =>
  Object.fromEntries(Object.entries(item).map(([name, each]) => [name, attribute(each)]))
