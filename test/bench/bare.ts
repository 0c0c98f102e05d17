// Loads the AWS clients and commands that send-reply uses, and nothing else. The bench compares the
// bundle of this file with that of send-reply.
import {
  ConnectParticipantClient,
  CreateParticipantConnectionCommand,
  GetAttachmentCommand,
  SendMessageCommand as SayCommand,
} from '@aws-sdk/client-connectparticipant'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import {
  GetWhatsAppFlowCommand,
  GetWhatsAppMessageTemplateCommand,
  PostWhatsAppMessageMediaCommand,
  SendWhatsAppMessageCommand,
  SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging'
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'

export const clients = {
  db: DynamoDBDocumentClient.from(new DynamoDBClient()),
  participant: new ConnectParticipantClient(),
  s3: new S3Client(),
  sqs: new SQSClient(),
  whatsapp: new SocialMessagingClient(),
}

export const commands = {
  ChangeMessageVisibilityCommand,
  CreateParticipantConnectionCommand,
  GetAttachmentCommand,
  GetCommand,
  GetObjectCommand,
  GetWhatsAppFlowCommand,
  GetWhatsAppMessageTemplateCommand,
  ListObjectsV2Command,
  PostWhatsAppMessageMediaCommand,
  PutCommand,
  QueryCommand,
  SayCommand,
  SendMessageCommand,
  SendWhatsAppMessageCommand,
  UpdateCommand,
}
