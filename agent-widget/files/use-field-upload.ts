// Returns the state of a media field's upload, with texts in the agent's language.
import { useMemo, useSyncExternalStore } from 'react'
import type { DraftKey } from '../drafts/draft-store.ts'
import { type Messages, refusalText } from '../i18n/catalogue.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'
import { fieldUploadOf, type UploadFailure, type UploadKind } from './field-uploads.ts'
import { conversionLabel, fileProblemText } from './file-problem-text.ts'

export function useFieldUpload(
  { contactId, name, language: of }: DraftKey,
  field: string,
  kind: UploadKind,
) {
  const services = useServices()
  const messages = useMessages()
  const language = useLanguage()
  const upload = useMemo(
    () => fieldUploadOf(services, { contactId, name, language: of }, field, kind),
    [services, contactId, name, of, field, kind],
  )
  const { progress, failure } = useSyncExternalStore(upload.subscribe, upload.getSnapshot)
  const refused = failure?.is === 'refused' ? failure : undefined
  const conversion =
    refused && kind === 'image'
      ? conversionLabel(refused.problems, refused.inspected, messages)
      : undefined

  return {
    progress,
    problem: refused
      ? fileProblemText(refused.problems[0]!, refused.inspected, kind, messages, language)
      : failure && failureText(failure, messages),
    /** The label of the remedy that the widget offers for the refused file. */
    remedy:
      refused && conversion !== undefined
        ? { label: conversion, apply: () => void upload.convert(refused.file) }
        : undefined,
    choose: (file: File | undefined) => void (file && upload.choose(file)),
    cancel: upload.cancel,
  }
}

function failureText(failure: UploadFailure, messages: Messages): string {
  const words = messages.composer.files
  switch (failure.is) {
    case 'unreadable':
      return words.unreadable
    case 'not_converted':
      return words.toJpegFailed
    default:
      return failure.problems.map(refusalText(messages)).join(' ') || words.failed
  }
}
