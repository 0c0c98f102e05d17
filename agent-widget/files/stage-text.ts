import type { Messages } from '../i18n/catalogue.ts'
import type { Stage } from './upload-file.ts'

export function stageText(stage: Stage, { composer: { files } }: Messages): string {
  if (stage.is === 'offline') return files.offline
  return stage.is === 'checking'
    ? files.checking({ percent: stage.percent })
    : files.uploading({ percent: stage.percent })
}
