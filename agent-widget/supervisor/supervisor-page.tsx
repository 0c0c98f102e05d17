// The supervisors' page: shows the sign-in, and then the pages for which the supervisor has rights.
import '../connect-theme.css'
import '../styles.css'
import './supervisor.css'
import Button from '@cloudscape-design/components/button'
import Select from '@cloudscape-design/components/select'
import Tabs from '@cloudscape-design/components/tabs'
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react'
import type { Catalogue, Me, Teams } from '#supervisor-api'
import type { Language } from '#whatsapp/errors/language'
import { About } from '../about.tsx'
import { RequestRefused } from '../api.ts'
import { useDarkMode } from '../browser/use-dark-mode.ts'
import { EmptyState } from '../empty-state.tsx'
import { formattedNumber } from '../i18n/format.ts'
import { LanguageProvider, useLanguage, widgetLanguage } from '../i18n/messages.tsx'
import type { SignIn } from '../sign-in/sign-in.ts'
import { SignInGate } from '../sign-in/sign-in-gate.tsx'
import type { SupervisorApi } from './api.ts'
import { type CatalogueStore, catalogueStore } from './catalogue-store.ts'
import { ChangesPage } from './changes-page.tsx'
import { ChoosePage } from './choose-page.tsx'
import { CollisionDialog } from './collision-dialog.tsx'
import { FormsPage } from './forms-page.tsx'
import { HomePage } from './home-page.tsx'
import { TextsProvider, useTexts } from './i18n/texts.tsx'
import { MissedPage } from './missed-page.tsx'
import { NoticeLine } from './notice-line.tsx'
import { type PageName, pagesFor, type Right } from './pages.ts'
import { ALL_ROWS, type RowSearch } from './rows.ts'
import { SeeAsPage } from './see-as-page.tsx'
import { FormsContext } from './use-change-text.ts'
import { WatchPage } from './watch-page.tsx'

interface Props {
  api: SupervisorApi
  signIn: SignIn
  /** The supervisor's language. The default is the browser's language. */
  language?: Language
}

export function SupervisorPage({ api, signIn, language = widgetLanguage() }: Props): ReactNode {
  useDarkMode()
  return (
    <LanguageProvider language={language}>
      <TextsProvider>
        <Page>
          <SignInGate signIn={signIn} loading={<Loading />}>
            <Workplace api={api} />
          </SignInGate>
          <About />
        </Page>
      </TextsProvider>
    </LanguageProvider>
  )
}

function Page({ children }: { children: ReactNode }) {
  const language = useLanguage()
  const texts = useTexts()
  useEffect(() => {
    document.documentElement.lang = language
    document.title = texts.title
  }, [language, texts])
  return (
    <main className="agent-widget supervisor-page" lang={language} aria-label={texts.title}>
      {children}
    </main>
  )
}

function Loading() {
  const texts = useTexts()
  return (
    <div className="aw-loading" role="status" aria-label={texts.loading}>
      <div className="aw-bone" data-of="search" />
      <div className="aw-bone" data-of="row" />
      <div className="aw-bone" data-of="row" />
    </div>
  )
}

interface Start {
  me: Me
  teams: Teams
}

/** Exported for the gallery, which opens each page without a sign-in. */
export function Workplace({ api, firstPage }: { api: SupervisorApi; firstPage?: PageName }) {
  const texts = useTexts()
  const [start, setStart] = useState<Start | 'failed' | 'no_right'>()
  const [asked, setAsked] = useState(0)
  const [wabaId, setWabaId] = useState<string>()

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt repeats the request
  useEffect(() => {
    let isCurrent = true
    startOf(api).then(
      (found) => isCurrent && setStart(found),
      (error) => isCurrent && setStart(isNoRight(error) ? 'no_right' : 'failed'),
    )
    return () => {
      isCurrent = false
    }
  }, [api, asked])

  function again() {
    setStart(undefined)
    setAsked((n) => n + 1)
  }
  if (!start) return <Loading />
  if (start === 'no_right')
    return (
      <EmptyState title={texts.noRight} hint={texts.noRightHint}>
        <Button onClick={again}>{texts.tryAgain}</Button>
      </EmptyState>
    )
  if (start === 'failed')
    return (
      <EmptyState title={texts.failed} hint={texts.failedHint}>
        <Button onClick={again}>{texts.tryAgain}</Button>
      </EmptyState>
    )
  const { me, teams } = start
  const waba = me.wabas.find(({ id }) => id === wabaId) ?? me.wabas[0]
  if (!waba) return <EmptyState title={texts.noWaba} hint={texts.noWabaHint} />
  const options = me.wabas.map(({ id, name, numbers }) => ({
    value: id,
    label: name,
    description: numbers.map(formattedNumber).join(', '),
  }))
  return (
    <>
      <header className="sp-head">
        <h2>{texts.title}</h2>
        {options.length > 1 && (
          <Select
            ariaLabel={texts.account}
            inlineLabelText={texts.account}
            options={options}
            selectedOption={options.find(({ value }) => value === waba.id) ?? null}
            onChange={({ detail }) => setWabaId(detail.selectedOption.value!)}
          />
        )}
      </header>
      <Account
        key={waba.id}
        api={api}
        wabaId={waba.id}
        // While the API still has an earlier version, it does not return the rights for each
        // account.
        rights={waba.rights ?? me.rights}
        teams={teams}
        firstPage={firstPage}
      />
    </>
  )
}

const NO_FORMS: NonNullable<Catalogue['forms']> = []
const NO_TEAMS: Teams = { queues: [], routingProfiles: [] }

async function startOf(api: SupervisorApi): Promise<Start | 'no_right'> {
  const me = await api.me()
  if (pagesFor(me.rights).length === 0) return 'no_right'
  return { me, teams: me.rights.includes('choose') ? await api.teams() : NO_TEAMS }
}

const isNoRight = (error: unknown) =>
  error instanceof RequestRefused && error.problems.some(({ code }) => code === 'no_right')

interface AccountProps {
  api: SupervisorApi
  wabaId: string
  rights: readonly Right[]
  teams: Teams
  firstPage: PageName | undefined
}

function Account({ api, wabaId, rights, teams, firstPage }: AccountProps) {
  const texts = useTexts()
  const [store] = useState(() => catalogueStore(api, wabaId))
  const [definitionOf] = useState(
    () => (name: string, language: string) => api.definition(wabaId, name, language),
  )
  const { is, catalogue, watched, notice, collision } = useSyncExternalStore(
    store.subscribe,
    store.getSnapshot,
  )
  const pages = pagesFor(rights)
  const [page, setPage] = useState(firstPage ?? pages[0]!)
  const [search, setSearch] = useState<RowSearch>(ALL_ROWS)
  const [watchQuery, setWatchQuery] = useState('')
  useFollowed(store)

  if (is === 'failed')
    return (
      <EmptyState title={texts.failed} hint={texts.failedHint}>
        <Button onClick={() => void store.load()}>{texts.tryAgain}</Button>
      </EmptyState>
    )
  if (!catalogue) return <Loading />
  const content: Readonly<Record<PageName, () => ReactNode>> = {
    home: () => (
      <HomePage
        catalogue={catalogue}
        watched={watched}
        store={store}
        onShow={
          pages.includes('choose')
            ? (search) => {
                setSearch({ ...ALL_ROWS, ...search })
                setPage('choose')
              }
            : undefined
        }
      />
    ),
    choose: () => (
      <ChoosePage
        api={api}
        wabaId={wabaId}
        catalogue={catalogue}
        teams={teams}
        store={store}
        definitionOf={definitionOf}
        search={search}
        onSearch={setSearch}
      />
    ),
    missed: () => (
      <MissedPage
        api={api}
        wabaId={wabaId}
        catalogue={catalogue}
        store={store}
        onShow={
          pages.includes('choose')
            ? (name) => {
                setSearch({ ...ALL_ROWS, query: name })
                setPage('choose')
              }
            : undefined
        }
      />
    ),
    watch: () => (
      <WatchPage
        catalogue={catalogue}
        watched={watched}
        query={watchQuery}
        onQuery={setWatchQuery}
      />
    ),
    forms: () => <FormsPage catalogue={catalogue} teams={teams} store={store} />,
    see_as: () => <SeeAsPage catalogue={catalogue} teams={teams} />,
    changes: () => (
      <ChangesPage
        api={api}
        wabaId={wabaId}
        version={catalogue.curation.version}
        teams={teams}
        store={store}
      />
    ),
  }
  return (
    <FormsContext value={catalogue.forms ?? NO_FORMS}>
      <Tabs
        activeTabId={page}
        disableContentPaddings
        i18nStrings={{
          scrollLeftAriaLabel: texts.tabsBefore,
          scrollRightAriaLabel: texts.tabsAfter,
        }}
        onChange={({ detail }) => setPage(detail.activeTabId as PageName)}
        tabs={pages.map((id) => ({
          id,
          label: texts.pages[id],
          content: id === page && content[id](),
        }))}
      />
      <NoticeLine notice={notice} teams={teams} store={store} />
      {collision && (
        <CollisionDialog
          collision={collision}
          teams={teams}
          onBoth={() => void store.keepBoth()}
          onMine={() => void store.keepMine()}
          onTheirs={store.keepTheirs}
        />
      )}
    </FormsContext>
  )
}

const FOLLOW_MS = 60_000

/**
 * Reads the catalogue when the page opens, when it becomes visible again, and every minute while it
 * is visible.
 */
function useFollowed(store: CatalogueStore): void {
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') void store.load()
    }
    look()
    const timer = setInterval(look, FOLLOW_MS)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [store])
}
