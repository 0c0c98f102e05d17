// The schema of a supervisor's edits. curation-edits.ts applies the edits.
import * as z from 'zod'
import {
  ATTRIBUTE_NAME,
  LONGEST_DEFAULT,
  LONGEST_FORM_BUTTON,
  LONGEST_FORM_SCREEN,
  LONGEST_FORM_TEXT,
  LONGEST_LABEL,
  LONGEST_NAME,
  LONGEST_NOTE,
  LONGEST_TITLE,
  LONGEST_TOPIC,
  MOST_FIELDS,
  MOST_NAMES,
  MOST_TOPICS,
} from '#whatsapp/templates/curation-limits'
import { fieldInput } from '#whatsapp/templates/field-input-schema'
import { limitedText, trimmedText } from '#whatsapp/templates/limited-text-schema'

const name = limitedText(LONGEST_NAME)
const language = z.string().min(2).max(20)
const topic = trimmedText(LONGEST_TOPIC)
const names = z.array(name).min(1).max(MOST_NAMES)

/**
 * Returns the schema of an object with one value for each template field, by the key of the field.
 */
const byField = <Value extends z.ZodType>(value: Value) =>
  z
    .record(limitedText(100), value)
    .refine((fields) => Object.keys(fields).length <= MOST_FIELDS, {
      error: `at most ${MOST_FIELDS} fields`,
    })
    .meta({ maxProperties: MOST_FIELDS })

const ids = z.array(limitedText(100)).min(1).max(100).readonly()

/**
 * The teams that a rule applies to. Queues and routing profiles are specified by their ids in
 * Connect. A rule without queues and routing profiles applies to everyone.
 */
export const ruleTeam = z.strictObject({
  queues: ids.optional(),
  routingProfiles: ids.optional(),
})

export const curationEdit = z.discriminatedUnion('edit', [
  z.strictObject({ edit: z.literal('offer'), names, offered: z.boolean() }),
  /**
   * Removes the team's own settings for these templates. The more general rules then apply again.
   */
  z.strictObject({ edit: z.literal('inherit'), names }),
  /** Replaces the team's own settings with the settings of another team. */
  z.strictObject({ edit: z.literal('copy'), from: ruleTeam }),
  z.strictObject({ edit: z.literal('pin'), names, pinned: z.boolean() }),
  /** Sets the title and the note. An empty title or note removes the stored text. */
  z.strictObject({
    edit: z.literal('describe'),
    name,
    title: limitedText(LONGEST_TITLE, 0),
    note: limitedText(LONGEST_NOTE, 0),
  }),
  /**
   * Sets the period of the offer. If `from` or `until` is missing, the period has no beginning or
   * no end.
   */
  z.strictObject({
    edit: z.literal('schedule'),
    name,
    from: z.iso.datetime().max(40).optional(),
    until: z.iso.datetime().max(40).optional(),
  }),
  /**
   * Sets the name of the template that agents should use if this template cannot be sent. A missing
   * `successor` removes the stored name.
   */
  z.strictObject({ edit: z.literal('successor'), name, successor: name.optional() }),
  /** Offers or hides one language of the template, regardless of the other languages. */
  z.strictObject({ edit: z.literal('offer_language'), name, language, offered: z.boolean() }),
  /**
   * Replaces the labels, default values and inputs of the fields, either for all languages or for
   * one language.
   */
  z.strictObject({
    edit: z.literal('prepare'),
    name,
    language: language.optional(),
    labels: byField(limitedText(LONGEST_LABEL)),
    defaults: byField(
      z.union([
        z.string().min(1).max(LONGEST_DEFAULT),
        z.strictObject({ attribute: z.string().max(127).regex(ATTRIBUTE_NAME) }),
      ]),
    ),
    /**
     * The inputs of the fields. The page of an earlier version does not send `inputs`. In that
     * case, the stored inputs remain unchanged.
     */
    inputs: byField(fieldInput).optional(),
  }),
  /** Sets the topic of the templates. A missing `topic` removes the templates from their topic. */
  z.strictObject({ edit: z.literal('topic'), names, topic: topic.optional() }),
  /** Sets the message with which a form is sent, and the labels of its answers. */
  z.strictObject({
    edit: z.literal('form'),
    name: z
      .string()
      .max(110)
      .regex(/^form:\d+$/),
    text: z.string().min(1).max(LONGEST_FORM_TEXT),
    button: z.string().min(1).max(LONGEST_FORM_BUTTON),
    screen: z.string().min(1).max(LONGEST_FORM_SCREEN).optional(),
    exchange: z.literal(true).optional(),
    labels: byField(limitedText(LONGEST_LABEL)),
  }),
  // All teams have the same topics, so the next two edits apply to everyone, even if the request
  // contains a team. Topics that are missing in the new order come last.
  z.strictObject({ edit: z.literal('order_topics'), topics: z.array(topic).max(MOST_TOPICS) }),
  /** Renames a topic. Without a new name, the topic is removed and its templates have no topic. */
  z.strictObject({ edit: z.literal('rename_topic'), topic, to: topic.optional() }),
  z.strictObject({ edit: z.literal('move'), name, to: z.enum(['first', 'unordered']) }),
  /**
   * Sets whether new templates wait for a decision. This edit applies to everyone, even if the
   * request contains a team.
   */
  z.strictObject({ edit: z.literal('new_templates'), wait: z.boolean() }),
])
