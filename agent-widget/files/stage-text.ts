import type { Words } from '../i18n/composing/en.ts'
import type { Stage } from './upload-file.ts'

export function stageWords(stage: Stage, { files }: Words): string {
  if (stage.is === 'waiting') return files.waiting
  return stage.is === 'checking' ? files.checking(stage.percent) : files.uploading(stage.percent)
}
