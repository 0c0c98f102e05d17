// The one kind of resource that the sandbox's CloudFormation makes for real: deploying puts files into buckets of its own.
import type { FrontDoor } from '../aws/front-door.ts'
import type { Effects } from './stacks.ts'

export function bucketsIn(door: Pick<FrontDoor, 'internal'>): Pick<Effects, 'made' | 'removed'> {
  const ask = async (method: string, bucket: string) => {
    const { status, body } = await door.internal('s3', { method, path: `/${bucket}` })
    const code = /<Code>([^<]+)/.exec(body.toString())?.[1]
    if (status >= 300 && code !== 'BucketAlreadyOwnedByYou' && code !== 'NoSuchBucket') {
      throw new Error(/<Message>([^<]+)/.exec(body.toString())?.[1] ?? `S3 answered ${status}`)
    }
  }
  return {
    made: async (type, bucket) => (type === 'AWS::S3::Bucket' ? ask('PUT', bucket) : undefined),
    removed: async (type, bucket) =>
      type === 'AWS::S3::Bucket' ? ask('DELETE', bucket) : undefined,
  }
}
