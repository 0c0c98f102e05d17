// Prints the opening scene as a transcript for a terminal, or as JSON for programs.
import { styleText } from 'node:util'
import type { SandboxUrls } from '../sandbox.ts'
import type { Line } from './driver.ts'
import type { SceneOutput, SceneResult } from './opening-scene.ts'

export interface ScenePrinter extends SceneOutput {
  end(result: SceneResult, how: { staysUp: boolean; played: boolean }): void
}

export function printScene({
  json,
  urls,
  served,
}: {
  json: boolean
  urls: SandboxUrls
  served: boolean
}): ScenePrinter {
  if (json) {
    console.log(JSON.stringify({ urls, ...urls }))
    return {
      heading: () => {},
      line: () => {},
      end: ({ ok, failed, lines }) =>
        console.log(JSON.stringify({ ok, ...(failed ? { failed } : {}), lines })),
    }
  }
  if (served)
    console.log(
      `\n${styleText('bold', urls.page)}   the agent’s console and the customer’s phone, in your browser`,
    )
  console.log(`${styleText('bold', urls.aws)}   AWS, for AWS_ENDPOINT_URL: available from now on`)
  return {
    heading: (text) => console.log(`\n${styleText('bold', text)}\n`),
    line,
    end(result, { staysUp, played }) {
      if (result.ok && played)
        console.log(`\n${styleText('green', '✔')} Everything in the scene happened.`)
      if (!result.ok) console.log(`\n${styleText('red', '✘')} ${result.failed}`)
      if (staysUp) console.log(`\n${addresses(urls)}\n\nCtrl-C stops it.`)
    },
  }
}

const WHO_WIDTH = 13

function line({ at, who, text, calls }: Line) {
  const time = at.slice(11, 19)
  const [first, ...rest] = wrapped(text, 100)
  console.log(
    `${styleText('dim', time)}  ${styleText(COLORS[who] ?? 'cyan', who.padEnd(WHO_WIDTH))}${first}`,
  )
  const indent = ' '.repeat(10 + WHO_WIDTH)
  for (const more of rest) console.log(`${indent}${more}`)
  for (const row of wrapped((calls ?? []).join(' · '), 110))
    if (row) console.log(styleText('dim', `${indent}${row}`))
}

const COLORS: Readonly<Record<string, Parameters<typeof styleText>[0]>> = {
  provisioning: 'blue',
  account: 'blue',
  phone: 'green',
  clock: 'yellow',
  Maria: 'magenta',
  widget: 'magenta',
  WhatsApp: 'red',
  chat: 'red',
}

function wrapped(text: string, width: number): string[] {
  const rows: string[] = ['']
  for (const word of text.split(' ')) {
    const row = rows.at(-1)!
    if (row !== '' && row.length + 1 + word.length > width) rows.push(word)
    else rows[rows.length - 1] = row === '' ? word : `${row} ${word}`
  }
  return rows
}

const addresses = ({ page, aws, control, api, issuer }: SandboxUrls) =>
  [
    `page         ${page}   (the agent’s console and the customer’s phone; ${page}workspace.html is the agent workspace)`,
    `AWS          ${aws}   (AWS_ENDPOINT_URL=${aws} aws socialmessaging list-linked-whatsapp-business-accounts)`,
    `control API  ${control}   (test/sandbox/README.md)`,
    `widget API   ${api}`,
    `sign-in      ${issuer}`,
  ].join('\n')
