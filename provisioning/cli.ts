#!/usr/bin/env node
// connect-whatsapp: the command line. Every command is a file of its own, loaded only when it is called.
import { enableCompileCache } from 'node:module'
import { type Command, CommandRefused } from './cli/command.ts'

// Most of what a short command takes is loading the AWS SDK: Node keeps what it compiled in the machine's folder for temporary files.
enableCompileCache()

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import('./commands/init.ts')).init,
  plan: async () => (await import('./commands/plan.ts')).plan,
  apply: async () => (await import('./commands/apply.ts')).apply,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  status: async () => (await import('./commands/status.ts')).status,
  pause: async () => (await import('./commands/pause.ts')).pause,
  resume: async () => (await import('./commands/resume.ts')).resume,
  'replies list': async () => (await import('./commands/replies.ts')).repliesList,
  'replies show': async () => (await import('./commands/replies.ts')).repliesShow,
  'replies retry': async () => (await import('./commands/replies.ts')).repliesRetry,
  'replies discard': async () => (await import('./commands/replies.ts')).repliesDiscard,
  'templates list': async () => (await import('./commands/templates.ts')).templatesList,
  'curation show': async () => (await import('./commands/curation.ts')).curationShow,
  'curation check': async () => (await import('./commands/curation.ts')).curationCheck,
  'curation apply': async () => (await import('./commands/curation.ts')).curationApply,
  permissions: async () => (await import('./commands/permissions.ts')).permissions,
  destroy: async () => (await import('./commands/destroy.ts')).destroy,
  'template fields': async () => (await import('./debug/template-fields.ts')).templateFields,
  'template render': async () => (await import('./debug/template-render.ts')).templateRender,
  'template check': async () => (await import('./debug/template-check.ts')).templateCheck,
  'message check': async () => (await import('./debug/message-check.ts')).messageCheck,
  'event explain': async () => (await import('./debug/event-explain.ts')).eventExplain,
}

const ABOUT = `connect-whatsapp <command>

WhatsApp for Amazon Connect: from a linked WhatsApp Business Account to a working channel, and safely back.
In the usual order: init, plan, apply, doctor. Only apply, pause, resume, replies retry and discard, curation apply, and destroy change anything,
and all of them can be interrupted and run again: there is no state file, the account is the truth.`

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  const name = Object.keys(commands).find((words) =>
    words.split(' ').every((word, i) => args[i] === word),
  )
  if (name === undefined) return overview(args)
  const command = await commands[name]!()
  const rest = args.slice(name.split(' ').length)
  if (rest.includes('--help') || rest.includes('-h')) return print(`${helpOf(name, command)}\n`)
  try {
    return await command.run(rest)
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error
    process.stderr.write(`${error.message}\nSee: connect-whatsapp ${name} --help\n`)
    return 2
  }
}

function helpOf(name: string, { usage, summary, help }: Command): string {
  return `connect-whatsapp ${name} ${usage}\n\n${summary}\n\n${help}`
}

async function overview(args: readonly string[]): Promise<number> {
  const lines = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => {
      const { usage, summary } = await load()
      return `  ${`${name} ${usage.replace('[options]', '').trim()}`.trim().padEnd(52)} ${summary}`
    }),
  )
  const list = `${ABOUT}\n\n${lines.join('\n')}\n\nconnect-whatsapp <command> --help tells what goes in and comes out.\n`
  if (args.length === 0 || args[0] === '--help' || args[0] === '-h' || args[0] === 'help')
    return print(list)
  process.stderr.write(
    `No command "${args
      .filter((arg) => !arg.startsWith('-'))
      .slice(0, 2)
      .join(' ')}".\n\n${list}`,
  )
  return 2
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}
