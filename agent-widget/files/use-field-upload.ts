import { useEffect, useRef, useState } from 'react'
import { refusals } from '#whatsapp/errors/problems'
import { mediaProblems } from '#whatsapp/media/media'
import { RequestRefused } from '../api.ts'
import type { Upload } from '../drafts/draft-store.ts'
import type { Words } from '../i18n/composing/en.ts'
import { useWords } from '../i18n/composing/words.ts'
import type { Messages } from '../i18n/en.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useTools } from '../services.tsx'
import { fileWords, remedyHere } from './file-problem-text.ts'
import { inspect } from './inspect.ts'
import { toJpeg } from './to-jpeg.ts'
import { type Stage, uploadFile } from './upload-file.ts'

/** One upload at a time; a new choice replaces the one under way, and leaving the form ends it. */
export function useUpload(
  contactId: string,
  kind: 'image' | 'video' | 'document',
  onUploaded: (upload: Upload) => void,
) {
  const { api, files } = useTools()
  const words = useWords()
  const messages = useMessages()
  const language = useLanguage()
  const [progress, setProgress] = useState<{ name: string; stage: Stage }>()
  const [problem, setProblem] = useState<string>()
  const [remedy, setRemedy] = useState<{ label: string; of: File }>()
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  async function choose(file: File | undefined) {
    if (!file) return
    running.current?.abort()
    const mine = new AbortController()
    running.current = mine
    const { signal } = mine
    const { name } = file
    setProgress({ name, stage: { is: 'checking', percent: 0 } })
    setProblem(undefined)
    setRemedy(undefined)
    try {
      const inspected = await inspect(file)
      const wrong = refusals(mediaProblems({ ...inspected, kind }))
      signal.throwIfAborted()
      if (wrong[0]) {
        const label = kind === 'image' ? remedyHere(wrong, inspected, words) : undefined
        setProblem(fileWords(wrong[0], inspected, kind, words, language))
        setRemedy(label === undefined ? undefined : { label, of: file })
      } else {
        const onStage = (stage: Stage) => !signal.aborted && setProgress({ name, stage })
        const upload = await uploadFile(api, contactId, file, inspected.mimeType, {
          onStage,
          signal,
        })
        files.add(upload.uploadId, file)
        onUploaded(upload)
      }
    } catch (error) {
      if (signal.aborted) return
      setProblem(failureWords(error, words, messages))
    }
    setProgress(undefined)
  }

  async function convert({ of }: { of: File }) {
    setRemedy(undefined)
    const jpeg = await toJpeg(of)
    if (jpeg) await choose(jpeg)
    else setProblem(words.files.toJpegFailed)
  }

  return {
    progress,
    problem,
    /** What can be done here about the file that was not taken. */
    remedy: remedy && { label: remedy.label, apply: () => void convert(remedy) },
    choose,
    cancel() {
      running.current?.abort()
      setProgress(undefined)
    },
  }
}

function failureWords(error: unknown, { files }: Words, { said }: Messages): string {
  if (error instanceof DOMException) return files.unreadable
  return error instanceof RequestRefused && error.problems.length > 0
    ? error.problems.map(said).join(' ')
    : files.failed
}
