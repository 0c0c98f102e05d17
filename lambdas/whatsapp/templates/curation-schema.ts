// The schema of how templates are offered in one chat.
import * as z from 'zod'
import { fieldInput } from '#whatsapp/templates/field-input-schema'

/** A fixed text, or the attribute of the contact that contains it. */
const defaultValue = z.union([z.string(), z.object({ attribute: z.string() })])

/** The message with which a form is sent. */
const formMessage = z.object({
  /** The text that agents can change. */
  text: z.string(),
  /** The label of the button that opens the form. */
  button: z.string(),
  /**
   * The id of the screen with which the form begins, if that is not the screen that WhatsApp opens
   * by default.
   */
  screen: z.string().optional(),
  /** Set if the form's own endpoint provides the first screen. */
  exchange: z.literal(true).optional(),
})

/** Whether and how a template or a form is offered. */
export const offer = z.object({
  offered: z.boolean(),
  pinned: z.boolean().optional(),
  /** The title that agents read instead of the template's name. */
  title: z.string().optional(),
  /** A note from supervisors to agents. */
  note: z.string().optional(),
  /** The default values by the keys of the template's fields. */
  defaults: z.record(z.string(), defaultValue).optional(),
  /**
   * The labels that agents read instead of the fields' own labels, by the keys of the template's
   * fields. For a form, the keys are the names of its answers.
   */
  labels: z.record(z.string(), z.string()).optional(),
  /**
   * The inputs of the fields, by the keys of the template's fields. In a field that is missing
   * here, agents can enter any text.
   */
  inputs: z.record(z.string(), fieldInput).optional(),
  /** The name of the template that agents should use while this template cannot be sent. */
  successor: z.string().optional(),
  /** Set if the entry is a form, with the message with which agents send it. */
  form: formMessage.optional(),
  /** The topic under which agents find the template. */
  topic: z.string().optional(),
  /** The period in which it is offered, as ISO times. */
  from: z.string().optional(),
  until: z.string().optional(),
})

/** All rules that apply to one contact, combined. */
export const curation = z.object({
  /** Whether templates that are not named below are offered. */
  others: z.boolean(),
  /**
   * The templates in the order in which agents see them. The listed templates come before all
   * others, unless `ordered` is false.
   */
  templates: z.array(
    offer.extend({
      name: z.string(),
      /**
       * The language. If the language is missing, the entry concerns every language of the
       * template.
       */
      language: z.string().optional(),
      /** Set if the template has its usual position, among the templates without an entry. */
      ordered: z.literal(false).optional(),
    }),
  ),
  /** The topics in the order in which agents see them. */
  topics: z.array(z.string()).readonly().optional(),
})
