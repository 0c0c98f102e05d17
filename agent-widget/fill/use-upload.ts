import { useEffect, useRef, useState } from 'react'
import type { Problem } from '#whatsapp/errors'
import { MEDIA_RULES } from '#whatsapp/media'
import { RequestRefused } from '../api.ts'
import type { Messages } from '../i18n/en.ts'
import { bytes } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useTools } from '../tools.tsx'
import type { Upload } from './draft-store.ts'
import { fileProblems, uploadFile } from './upload-file.ts'

interface Progress {
  name: string
  percent: number
}

/** One upload at a time; a new choice replaces the one under way, and leaving the form ends it. */
export function useUpload(contactId: string, kind: 'image' | 'video' | 'document', onUploaded: (upload: Upload) => void) {
  const { api, files } = useTools()
  const messages = useMessages()
  const language = useLanguage()
  const [progress, setProgress] = useState<Progress>()
  const [problem, setProblem] = useState<string>()
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  async function choose(file: File | undefined) {
    if (!file) return
    running.current?.abort()
    setProgress(undefined)
    const wrong = fileProblems(kind, file)[0]
    setProblem(wrong && inWords(wrong, file))
    if (wrong) return
    const mine = new AbortController()
    running.current = mine
    setProgress({ name: file.name, percent: 0 })
    try {
      const upload = await uploadFile(
        api,
        contactId,
        file,
        (share) => !mine.signal.aborted && setProgress({ name: file.name, percent: Math.round(share * 100) }),
        mine.signal,
      )
      files.add(contactId, kind, upload, file)
      onUploaded(upload)
    } catch (error) {
      if (mine.signal.aborted) return
      setProblem(
        error instanceof RequestRefused && error.problems.length > 0 ? error.problems.map(messages.said).join(' ') : messages.media.failed,
      )
    }
    if (!mine.signal.aborted) setProgress(undefined)
  }

  function inWords(problem: Problem, file: File): string {
    const { code } = problem
    const { maxBytes, types } = MEDIA_RULES[kind]
    const words: Messages['problem'] = messages.problem
    if (code === 'media_too_big') return words.file_size(bytes(file.size, language), bytes(maxBytes, language))
    if (code === 'media_empty') return words.file_empty
    if (code.startsWith('media_type'))
      return words.file_type(
        types
          .map((type) => type.split('/')[1]!.toUpperCase())
          .slice(0, 3)
          .join(', '),
      )
    return messages.said(problem)
  }

  return {
    progress,
    problem,
    recent: files.of(contactId, kind),
    choose,
    cancel() {
      running.current?.abort()
      setProgress(undefined)
    },
  }
}
