// Serves a page of another origin that contains a Contact Control Panel and embeds the widget as
// agent-widget/README.md describes.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Hono } from 'hono'

export interface OwnPageOptions {
  /** The base URL of the widget's files, with a slash at the end. */
  widget: string
  ccpUrl: string
  region: string
  /** The endpoint of the participant service. */
  aws: string
}

const SCRIPTS: Readonly<Record<string, string>> = {
  'streams.js': 'amazon-connect-streams/release/connect-streams-min.js',
  'chat.js': 'amazon-connect-chatjs/dist/amazon-connect-chat.js',
}

export function ownPage({ widget, ccpUrl, region, aws }: OwnPageOptions): Hono {
  const app = new Hono()
  const { resolve } = createRequire(import.meta.url)
  app.get('/', async (c) => {
    const ccp = `connect.ChatSession.setGlobalConfig({ endpoint: ${JSON.stringify(aws)} })
      connect.core.initCCP(document.querySelector('#ccp'), ${JSON.stringify({ ccpUrl, region, loginPopup: false })})`
    return c.html(`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Support desk</title>
    <script src="streams.js"></script>
    <script src="chat.js"></script>
    <style>
      body { display: flex; margin: 0; height: 100vh }
      #ccp { width: 380px }
      main { flex: 1 }
    </style>
  </head>
  <body>
    <div id="ccp"></div>
    <script>${ccp}</script>
    <main>
${await snippet(widget, new URL(c.req.url).origin)}
    </main>
  </body>
</html>`)
  })
  app.get('/sign-in.html', async (c) => c.html(await returnPage(widget)))
  app.get('/:file', async (c) => {
    const script = SCRIPTS[c.req.param('file')]
    if (!script) return c.notFound()
    return c.body(await readFile(resolve(script), 'utf8'), 200, {
      'content-type': 'text/javascript',
    })
  })
  return app
}

/** Returns the two blocks of HTML in agent-widget/README.md, with the URLs of this sandbox. */
const snippet = async (widget: string, origin: string) =>
  (await blocks())[0]!
    .replaceAll('https://widget.example.com/', widget)
    .replaceAll('https://support.example.com', origin)

const returnPage = async (widget: string) =>
  (await blocks())[1]!.replaceAll('https://widget.example.com/', widget)

async function blocks(): Promise<string[]> {
  const readme = await readFile(new URL('../../agent-widget/README.md', import.meta.url), 'utf8')
  return [...readme.matchAll(/^```html\n([\s\S]*?)^```$/gm)].map(([, html]) => html!)
}
