import { PREFIX } from '../../lambdas/deployment/resources.ts'
import type { StackSettings } from './settings.ts'

/** Where code and templates wait for CloudFormation to fetch them. Keys are hashes of what they hold, so nothing in it ever changes. */
export const assetBucket = ({ account, region }: Pick<StackSettings, 'account' | 'region'>) =>
  `${PREFIX}-assets-${account}-${region}`
