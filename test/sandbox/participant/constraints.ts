// The constraints of the participant service's published model on each input field: lengths,
// ranges, patterns, enums.
// https://docs.aws.amazon.com/connect-participant/latest/APIReference/API_Operations.html
import { ConnectionType, ScanDirection, SortKey } from '@aws-sdk/client-connectparticipant'
import type { Constraints } from '../aws/validation.ts'

export const constraints: Constraints = {
  shapes: {
    ArtifactId: { min: 1, max: 256 },
    AttachmentIdList: { min: 1, max: 1, member: 'ArtifactId' },
    AttachmentName: { min: 1, max: 256 },
    AttachmentSizeInBytes: { min: 1 },
    ChatContent: { min: 1, max: 16384 },
    ChatContentType: { min: 1, max: 100 },
    ChatItemId: { min: 1, max: 256 },
    ClientToken: { max: 500 },
    ConnectionType: { enum: Object.values(ConnectionType) },
    ConnectionTypeList: { min: 1, member: 'ConnectionType' },
    ContactId: { min: 1, max: 256 },
    ContentType: { min: 1, max: 255 },
    Instant: { min: 1, max: 100 },
    MaxResults: { min: 0, max: 100 },
    MostRecent: { min: 0, max: 100 },
    NextToken: { min: 1, max: 1000 },
    NonEmptyClientToken: { min: 1, max: 500 },
    ParticipantToken: { min: 1, max: 1000 },
    ScanDirection: { enum: Object.values(ScanDirection) },
    SortKey: { enum: Object.values(SortKey) },
    URLExpiryInSeconds: { min: 5, max: 300 },
  },
  /** For each member of each structure, the name of the shape that constrains the member. */
  members: {
    CompleteAttachmentUploadRequest: {
      AttachmentIds: 'AttachmentIdList',
      ClientToken: 'NonEmptyClientToken',
      ConnectionToken: 'ParticipantToken',
    },
    CreateParticipantConnectionRequest: {
      Type: 'ConnectionTypeList',
      ParticipantToken: 'ParticipantToken',
    },
    DisconnectParticipantRequest: {
      ClientToken: 'ClientToken',
      ConnectionToken: 'ParticipantToken',
    },
    GetAttachmentRequest: {
      AttachmentId: 'ArtifactId',
      ConnectionToken: 'ParticipantToken',
      UrlExpiryInSeconds: 'URLExpiryInSeconds',
    },
    GetTranscriptRequest: {
      ContactId: 'ContactId',
      MaxResults: 'MaxResults',
      NextToken: 'NextToken',
      ScanDirection: 'ScanDirection',
      SortOrder: 'SortKey',
      ConnectionToken: 'ParticipantToken',
    },
    SendEventRequest: {
      ContentType: 'ChatContentType',
      Content: 'ChatContent',
      ClientToken: 'ClientToken',
      ConnectionToken: 'ParticipantToken',
    },
    SendMessageRequest: {
      ContentType: 'ChatContentType',
      Content: 'ChatContent',
      ClientToken: 'ClientToken',
      ConnectionToken: 'ParticipantToken',
    },
    StartAttachmentUploadRequest: {
      ContentType: 'ContentType',
      AttachmentSizeInBytes: 'AttachmentSizeInBytes',
      AttachmentName: 'AttachmentName',
      ClientToken: 'NonEmptyClientToken',
      ConnectionToken: 'ParticipantToken',
    },
    StartPosition: { Id: 'ChatItemId', AbsoluteTime: 'Instant', MostRecent: 'MostRecent' },
  },
}
