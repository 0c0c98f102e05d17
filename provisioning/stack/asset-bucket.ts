import { PREFIX } from '#deployment/resources'
import type { StackSettings } from './settings.ts'

/**
 * The bucket from which CloudFormation reads code and templates. The key of an object is the hash
 * of its content, so an object never changes.
 */
export const assetBucket = ({ account, region }: Pick<StackSettings, 'account' | 'region'>) =>
  `${PREFIX}-assets-${account}-${region}`
