import { expect, it } from 'vitest'
import { NOTHING_FILLED } from '../../../agent-widget/drafts/draft-store.ts'
import { fieldUploadOf } from '../../../agent-widget/files/field-uploads.ts'
import { aBrowser, anApi } from '../drafts/tabs.ts'

const key = { contactId: 'c-1', name: 'trip_documents_ready', language: 'en_US' }
const pdf = new File(['%PDF-1.7 the rest'], 'booking.pdf', { type: 'application/pdf' })

/**
 * Returns an open form with a media field. An upload to the bucket ends only when the test calls
 * `finish`.
 */
function aForm() {
  const { promise: uploaded, resolve: finish } = Promise.withResolvers<void>()
  const api = {
    uploadTarget: async () => ({ uploadId: 'upload-1', url: '', headers: {} }),
    upload: () => uploaded,
  }
  const tab = aBrowser().openTab(anApi())
  const leave = tab.sending.open(key, NOTHING_FILLED).subscribe(() => {})
  const services = { ...tab, api, files: { add() {}, urlOf: () => undefined } }
  return { ...tab, upload: fieldUploadOf(services, key, 'header', 'document'), finish, leave }
}

it('finishes an upload after the agent has left the form, and adds the file to the form’s draft', async () => {
  const { upload, finish, leave, drafts } = aForm()
  const done = upload.choose(pdf)

  leave()
  finish()
  await done

  expect(drafts.get(key)).toMatchObject({
    values: { header: { id: 'upload-1', filename: 'booking.pdf' } },
    uploads: { header: { uploadId: 'upload-1', name: 'booking.pdf' } },
  })
})

it('creates no draft if the upload ends after the draft was discarded', async () => {
  const { upload, finish, leave, drafts } = aForm()
  const done = upload.choose(pdf)

  leave()
  drafts.discard(key)
  finish()
  await done

  expect(drafts.get(key)).toBeUndefined()
})

it('does not upload a file that WhatsApp would refuse, and says why', async () => {
  const { upload, drafts } = aForm()

  await upload.choose(new File([], 'empty.pdf', { type: 'application/pdf' }))

  expect(upload.getSnapshot()).toMatchObject({
    progress: undefined,
    failure: { is: 'refused', problems: [{ code: 'media_empty' }] },
  })
  expect(drafts.get(key)?.uploads).toEqual({})
})
