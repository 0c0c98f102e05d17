// Checks what this project's Markdown pages say about the WhatsApp channel that AWS itself offers.
// Each statement was once wrong or missing in a page.
import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const pages = globSync([
  '{.,.github}/*.md',
  '{agent-widget,lambdas,provisioning,test}/**/*.md',
]).map((path) => ({ path, text: readFileSync(path, 'utf8').replace(/\s+/g, ' ') }))

const STATEMENTS: readonly (readonly [string, string, RegExp])[] = [
  [
    'that Connect alone, without this project, can send a template through a flow',
    'README.md',
    /\[agent-initiated flow\]\(https:\/\/docs\.aws\.amazon\.com\/connect\/\S+\) with a \*Send message\* block/,
  ],
  [
    'that neither mode can be used in a Region without Connect',
    'provisioning/README.md',
    /AWS does not offer Connect in every Region\. Link the WABA in a Region with Connect; bridged mode needs Connect as well/,
  ],
  [
    'how AWS’s console calls Connect',
    'provisioning/README.md',
    /In AWS's console and documents, Connect is also called Amazon Connect Customer/,
  ],
  [
    'that AWS documents the customer’s name in a flow for e-mail only',
    'provisioning/curation/README.md',
    /`\$\.CustomerEndpoint\.DisplayName` into `customerName`\. AWS documents that value for e-mail only/,
  ],
]

it.each(STATEMENTS)('the pages say %s (%s)', (_, path, statement) => {
  expect(pages.find((page) => page.path === path)?.text).toMatch(statement)
})

it.each([
  [
    'some Regions with Connect lack native WhatsApp',
    /Region (that )?(has no|lacks|without) native/i,
  ],
  ['Connect has no way to send a template', /no native way|Connect (has no|lacks a) way to send/i],
] as const)('no page says that %s', (_, claim) => {
  expect(pages.length).toBeGreaterThan(10)
  expect(pages.filter(({ text }) => claim.test(text)).map(({ path }) => path)).toEqual([])
})
