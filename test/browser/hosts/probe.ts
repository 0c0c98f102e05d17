// Shows what a workspace reports in a page of the sandbox, and the panel beside it.
import type { Frame, Page } from 'playwright-core'
import { vi } from 'vitest'
import type {
  WorkspaceContact,
  WorkspaceSnapshot,
} from '../../../agent-widget/workspace/workspace.ts'
import { frameAt } from '../harness.ts'

type Shown = Omit<WorkspaceSnapshot, 'contacts'> & {
  contacts: (Omit<WorkspaceContact, 'lastCustomerMessageAt' | 'lastAgentMessageAt'> & {
    lastCustomerMessageAt?: string
    lastAgentMessageAt?: string
  })[]
}

/** Waits for a snapshot that matches. */
export const workspaceSays = (
  frame: Frame | Page,
  wanted: (shown: Shown) => unknown,
  timeout = 12_000,
): Promise<Shown> =>
  vi.waitFor(
    async () => {
      const shown: Shown = JSON.parse(
        (await frame.locator('pre').textContent()) || '{"contacts":[]}',
      )
      if (!wanted(shown))
        throw new Error(`the workspace did not come to say so; it says ${JSON.stringify(shown)}`)
      return shown
    },
    { timeout, interval: 50 },
  )

export const panelOf = (page: Page): Promise<Frame> => frameAt(page, /\/ccp\.html$/)

/** Does something in the page that the buttons of the page do not offer. */
export const probe = (page: Page | Frame, call: string) => page.evaluate(`window.probe.${call}`)

/** Causes an event in the CCP itself. */
export const toTheCcp = async (page: Page, call: string) =>
  (await panelOf(page)).evaluate(`window.simulatedCcp.${call}`)
