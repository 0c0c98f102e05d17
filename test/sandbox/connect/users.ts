import type { Operation } from '../service.ts'
import { type Core, lastPart, requireInstance } from './core.ts'
import { refusal } from './errors.ts'
import { page } from './paging.ts'

type User = Core['world']['agents'][number]

export function userOperations(core: Core): Record<string, Operation> {
  const idNamed = (all: readonly { id: string; name: string }[], name: string) =>
    all.find((one) => one.name === name)!.id
  const profiles = ({ routingProfile, securityProfiles }: User) => ({
    RoutingProfileId: idNamed(core.world.routingProfiles, routingProfile),
    SecurityProfileIds: securityProfiles.map((name) => idNamed(core.world.securityProfiles, name)),
  })
  const arnOf = ({ id }: User) => `${core.instanceArn}/agent/${id}`
  const tagsOf = ({ id }: User) => core.userTags.get(id) ?? {}
  const created = new Date(core.clock.now())

  return {
    SearchUsers(input) {
      requireInstance(core, input.InstanceId)
      const found = core.world.agents.filter(
        (user) => matches(user, input.SearchCriteria) && isTagged(tagsOf(user), input.SearchFilter),
      )
      const { entries, NextToken } = page('SearchUsers', input, found)
      return {
        Users: entries.map((user) => ({
          Arn: arnOf(user),
          Id: user.id,
          Username: user.username,
          IdentityInfo: identity(user),
          PhoneConfig: phoneConfig,
          ...profiles(user),
          Tags: tagsOf(user),
        })),
        NextToken,
        ApproximateTotalCount: found.length,
      }
    },

    DescribeUser({ InstanceId, UserId }) {
      requireInstance(core, InstanceId)
      const user = core.world.agents.find(({ id }) => id === lastPart(UserId))
      if (!user) throw refusal('ResourceNotFoundException', `User not found: ${UserId}`)
      return {
        User: {
          Id: user.id,
          Arn: arnOf(user),
          Username: user.username,
          IdentityInfo: identity(user),
          PhoneConfig: phoneConfig,
          ...profiles(user),
          Tags: tagsOf(user),
          LastModifiedTime: created,
        },
      }
    },

    ListUsers(input) {
      requireInstance(core, input.InstanceId)
      const { entries, NextToken } = page('ListUsers', input, core.world.agents)
      return {
        UserSummaryList: entries.map((user) => ({
          Id: user.id,
          Arn: arnOf(user),
          Username: user.username,
          LastModifiedTime: created,
        })),
        NextToken,
      }
    },
  }
}

const identity = ({ name }: User) => ({
  FirstName: name.split(' ')[0],
  LastName: name.split(' ').slice(1).join(' '),
})
const phoneConfig = { PhoneType: 'SOFT_PHONE', AutoAccept: false, AfterContactWorkTimeLimit: 0 }

const fields: Readonly<Record<string, (user: User) => string>> = {
  username: ({ username }) => username,
  firstname: (user) => identity(user).FirstName!,
  lastname: (user) => identity(user).LastName,
  resourceid: ({ id }) => id,
}

const comparisons: Readonly<Record<string, (text: string, wanted: string) => boolean>> = {
  EXACT: (text, wanted) => text === wanted,
  STARTS_WITH: (text, wanted) => text.startsWith(wanted),
  CONTAINS: (text, wanted) => text.includes(wanted),
}

// https://docs.aws.amazon.com/connect/latest/APIReference/API_UserSearchFilter.html
function isTagged(tags: Readonly<Record<string, string>>, filter: any): boolean {
  const { TagCondition, ...others } = filter?.TagFilter ?? {}
  if (
    Object.keys(others).length > 0 ||
    Object.keys(filter ?? {}).some((key) => key !== 'TagFilter')
  )
    throw refusal('InvalidParameterException', 'the sandbox filters users by one tag only')
  if (!TagCondition) return true
  const value = tags[TagCondition.TagKey]
  return value !== undefined && (TagCondition.TagValue ?? value) === value
}

// https://docs.aws.amazon.com/connect/latest/APIReference/API_UserSearchCriteria.html
function matches(user: User, criteria: any): boolean {
  if (!criteria) return true
  const { OrConditions, AndConditions, StringCondition, ...others } = criteria
  if (Object.keys(others).length > 0)
    throw refusal(
      'InvalidParameterException',
      `the sandbox does not search users by ${Object.keys(others).join(', ')}`,
    )
  if (OrConditions && !OrConditions.some((condition: any) => matches(user, condition))) return false
  if (AndConditions && !AndConditions.every((condition: any) => matches(user, condition)))
    return false
  if (!StringCondition) return true
  const { FieldName, Value, ComparisonType } = StringCondition
  const field = fields[String(FieldName).toLowerCase()]
  const compares = comparisons[ComparisonType]
  if (!field || !compares)
    throw refusal('InvalidParameterException', `Invalid search: ${FieldName} ${ComparisonType}`)
  return compares(field(user), Value)
}
