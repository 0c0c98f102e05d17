// Functions that run in the widget's page. The browser gets the source text of a single function,
// so no function may use anything that is defined outside of it.

interface Moments {
  contactAt?: number
  listAt?: number
}

/**
 * Records when the page first displayed a contact, and when the list of templates was first usable,
 * in milliseconds since the page began to load.
 */
export function noteMoments() {
  const moments: Moments = {}
  Object.assign(window, { moments })
  new MutationObserver((_, observer) => {
    if (document.querySelector('.aw-customer h2')) moments.contactAt ??= performance.now()
    if (!document.querySelector('.agent-widget [role=option]')) return
    moments.listAt = performance.now()
    observer.disconnect()
  }).observe(document, { childList: true, subtree: true })
}

/**
 * Returns how many milliseconds it took until the list of templates was usable. The time begins
 * when the page displays the contact, or when the API's answer with the contact's conversation has
 * arrived, whichever is earlier. The time in which the page only waits for the templates does not
 * count.
 */
export function contactToListMs(): number {
  const { contactAt, listAt } = (window as unknown as { moments: Moments }).moments
  if (contactAt === undefined || listAt === undefined)
    throw new Error('The page has no heading with the customer’s name, or no list of templates.')
  const requests = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
  const templates = requests.findLast(({ name }) => name.endsWith('/templates'))!
  const conversation = requests.find(({ name }) => name.endsWith('/conversation'))!
  const since = Math.min(contactAt, conversation.responseEnd)
  const waited = Math.max(0, templates.responseEnd - Math.max(templates.startTime, since))
  return listAt - since - waited
}

/** Returns how many answers about a contact had arrived when the page requested its templates. */
export function answersBeforeTemplates(): number {
  const requests = performance
    .getEntriesByType('resource')
    .filter(({ name }) => name.includes('/contacts/')) as PerformanceResourceTiming[]
  const templates = requests.find(({ name }) => name.endsWith('/templates'))
  if (!templates) throw new Error('The page has not asked for the templates.')
  return requests.filter(({ responseEnd }) => responseEnd <= templates.startTime).length
}

/**
 * Types each text into the search field, and returns for each text how many milliseconds it takes
 * until the results are laid out. `at` contains the selectors of the field and the list.
 */
export async function typing({
  texts,
  at,
}: {
  texts: readonly string[]
  at: { input: string; list: string }
}): Promise<number[]> {
  const input = document.querySelector<HTMLInputElement>(at.input)!
  const list = document.querySelector<HTMLElement>(at.list)!
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!
  const times: number[] = []
  for (const text of texts) {
    const changed = new Promise<void>((done, failed) => {
      setTimeout(() => failed(new Error(`“${text}” changed nothing in the list`)), 5_000)
      const observer = new MutationObserver(() => {
        observer.disconnect()
        done()
      })
      observer.observe(list, { childList: true, subtree: true, characterData: true })
    })
    const start = performance.now()
    set.call(input, text)
    input.dispatchEvent(new Event('input', { bubbles: true }))
    await changed
    list.getBoundingClientRect()
    times.push(performance.now() - start)
    await new Promise((done) => requestAnimationFrame(done))
  }
  return times
}

/**
 * Clicks the tab with this name, and returns how many milliseconds it takes until an element that
 * matches the selector `shown` is laid out.
 */
export async function tabToListMs({ tab, shown }: { tab: string; shown: string }): Promise<number> {
  const tabs = [...document.querySelectorAll<HTMLElement>('[role=tab]')]
  const start = performance.now()
  const appeared = new Promise<void>((done) => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector(shown)) return
      observer.disconnect()
      done()
    }).observe(document, { childList: true, subtree: true })
  })
  tabs.find(({ textContent }) => textContent === tab)!.click()
  await appeared
  document.querySelector(shown)!.getBoundingClientRect()
  return performance.now() - start
}

/**
 * Clicks the button with this text, and returns how many milliseconds it takes until the list has
 * other rows and they are laid out.
 */
export async function pressToChangeMs({ button, list }: { button: string; list: string }) {
  const buttons = [...document.querySelectorAll<HTMLElement>('button')]
  const rows = () => document.querySelector(list)?.textContent
  const before = rows()
  const start = performance.now()
  const changed = new Promise<void>((done) => {
    new MutationObserver((_, observer) => {
      if (!rows() || rows() === before) return
      observer.disconnect()
      done()
    }).observe(document, { childList: true, subtree: true, characterData: true })
  })
  buttons.find(({ textContent }) => textContent === button)!.click()
  await changed
  document.querySelector(list)!.getBoundingClientRect()
  return performance.now() - start
}

/** Records when the first tab of the supervisors' page was displayed. */
export function noteFirstTab() {
  const moments: { tabAt?: number } = {}
  Object.assign(window, { moments })
  new MutationObserver((_, observer) => {
    if (!document.querySelector('[role=tab]')) return
    moments.tabAt = performance.now()
    observer.disconnect()
  }).observe(document, { childList: true, subtree: true })
}

/**
 * Returns how many milliseconds it took from the arrival of the API's answer with the catalogue
 * until the first tab was displayed.
 */
export function answerToTabMs(): number {
  const { tabAt } = (window as unknown as { moments: { tabAt?: number } }).moments
  const answer = performance
    .getEntriesByType('resource')
    .find(({ name }) => name.endsWith('/catalogue')) as PerformanceResourceTiming
  return tabAt! - answer.responseEnd
}

/**
 * Does a fixed amount of the kinds of work that a list of templates needs: it handles text, fills
 * maps, sorts, and creates and lays out elements. Returns the time in milliseconds.
 */
export function calibrationMs(): number {
  const start = performance.now()
  const words = Array.from({ length: 30_000 }, (_, i) => ((i * 7919) % 30_011).toString(36))
  const counted = new Map<string, number>()
  for (const word of words) counted.set(word.slice(0, 2), (counted.get(word.slice(0, 2)) ?? 0) + 1)
  const copy: string[] = JSON.parse(JSON.stringify(words))
  copy.sort()
  const box = document.createElement('div')
  for (const word of copy.slice(0, 1000)) {
    const row = document.createElement('p')
    row.textContent = `${word} ${counted.get(word.slice(0, 2))}`
    box.append(row)
  }
  document.body.append(box)
  box.getBoundingClientRect()
  box.remove()
  return performance.now() - start
}
