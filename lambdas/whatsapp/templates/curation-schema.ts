// The schema of a curation: which templates are offered in a chat, and with which settings.
import * as z from 'zod'
import { fieldInput } from '#whatsapp/templates/field-input-schema'

/** A fixed text, or the name of the contact attribute that contains the value. */
const defaultValue = z.union([z.string(), z.object({ attribute: z.string() })])

/** The message with which a form is sent. */
const formMessage = z.object({
  /** The text that agents can change. */
  text: z.string(),
  /** The label of the button that opens the form. */
  button: z.string(),
  /** The id of the first screen, if the form should not begin with WhatsApp's default screen. */
  screen: z.string().optional(),
  /** Set if the form's own endpoint provides the first screen. */
  exchange: z.literal(true).optional(),
})

/** Whether a template or a form is offered, and with which settings. */
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
   * The labels that replace the fields' own labels, by the keys of the template's fields. For a
   * form, the keys are the names of the form's answers.
   */
  labels: z.record(z.string(), z.string()).optional(),
  /**
   * The inputs of the fields, by the keys of the template's fields. A field without an entry
   * accepts any text.
   */
  inputs: z.record(z.string(), fieldInput).optional(),
  /** The name of the template that agents should use when this template cannot be sent. */
  successor: z.string().optional(),
  /** Set if the entry is a form. The message with which agents send the form. */
  form: formMessage.optional(),
  /** The topic under which agents find the template. */
  topic: z.string().optional(),
  /** The period in which the template is offered, as ISO times. */
  from: z.string().optional(),
  until: z.string().optional(),
})

/** All rules that apply to one contact, combined into a single curation. */
export const curation = z.object({
  /** Whether templates without an entry in `templates` are offered. */
  others: z.boolean(),
  /**
   * The entries in the order in which agents see the templates. Templates with an entry come before
   * all other templates, unless `ordered` is false.
   */
  templates: z.array(
    offer.extend({
      name: z.string(),
      /**
       * The language of the entry. An entry without a language applies to every language of the
       * template.
       */
      language: z.string().optional(),
      /**
       * Set if the entry does not affect the position of the template. A template with `ordered:
       * false` is listed with the templates that have no entry.
       */
      ordered: z.literal(false).optional(),
    }),
  ),
  /** The topics in the order in which agents see them. */
  topics: z.array(z.string()).readonly().optional(),
})
