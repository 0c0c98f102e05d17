// Emulates STS, which returns the caller's identity and issues credentials for sessions of roles.
import * as sdk from '@aws-sdk/client-sts'
import type { Clock } from '../clock.ts'
import { AwsError, type Call, type Service } from '../service.ts'
import type { Iam } from './iam.ts'
import type { Identities } from './identities.ts'

export function sts({
  account,
  clock,
  identities,
  iam,
}: {
  account: string
  clock: Clock
  identities: Identities
  iam: Iam
}): Service {
  return {
    signingName: 'sts',
    sdk,
    operations: {
      GetCallerIdentity: (_input, { caller }) => ({
        Account: account,
        Arn: arnOf(caller, account),
        UserId: `AIDA${caller.name.toUpperCase().slice(-17)}`,
      }),

      AssumeRole({ RoleArn, RoleSessionName, DurationSeconds = 3600 }, call) {
        const refusal = iam.roleRefuses(RoleArn, arnOf(call.caller, account), [], RoleArn)
        if (refusal)
          throw new AwsError(
            'AccessDenied',
            `User: ${arnOf(call.caller, account)} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
            403,
          )
        const arn = `arn:aws:sts::${account}:assumed-role/${RoleArn.split('/').at(-1)}/${RoleSessionName}`
        const keys = identities.create({
          caller: { is: 'role', name: RoleArn },
          arn,
          policies: () => iam.policiesOf(RoleArn) ?? [],
          crash: undefined,
        })
        return {
          Credentials: {
            AccessKeyId: keys.accessKeyId,
            SecretAccessKey: keys.secretAccessKey,
            SessionToken: keys.sessionToken,
            Expiration: new Date(clock.now() + DurationSeconds * 1000),
          },
          AssumedRoleUser: { Arn: arn, AssumedRoleId: `AROA:${RoleSessionName}` },
        }
      },
    },
  }
}

function arnOf({ is, name }: Call['caller'], account: string) {
  if (is === 'role') return name
  return is === 'admin'
    ? `arn:aws:iam::${account}:user/admin`
    : `arn:aws:sts::${account}:assumed-role/connect-whatsapp-${name}/${name}`
}
