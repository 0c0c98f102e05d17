import type { Messages } from '../i18n/catalogue.ts'
import type { Stage } from './upload-file.ts'

export function stageText(stage: Stage, { composer: { files } }: Messages): string {
  if (stage.is === 'waiting') return files.waiting
  return stage.is === 'checking'
    ? files.checking({ percent: stage.percent })
    : files.uploading({ percent: stage.percent })
}
