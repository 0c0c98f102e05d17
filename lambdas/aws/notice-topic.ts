import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns'
import type { NoticeTopic } from '#model/template-ports'
import type { WrappedClient } from './client.ts'

export const noticeTopic = (client: WrappedClient<SNSClient>, topicArn: string): NoticeTopic => ({
  async publish({ subject, text }) {
    await client.call(
      'Publish',
      new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text }),
    )
  },
})
