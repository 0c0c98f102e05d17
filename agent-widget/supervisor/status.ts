// Returns the status and quality of a template by their names in WhatsApp Manager.
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator'
import { textFor } from '../i18n/catalogue.ts'
import type { Texts } from './i18n/texts.tsx'

export interface TemplateState {
  status: string
  quality?: string | undefined
}

const TYPES: Readonly<Record<string, StatusIndicatorProps.Type>> = {
  APPROVED: 'success',
  PENDING: 'pending',
  IN_APPEAL: 'pending',
  PAUSED: 'warning',
  REJECTED: 'error',
  DISABLED: 'error',
}

export function stateText({ status, quality }: TemplateState, texts: Texts): string {
  const word = textFor(texts.status, status.toUpperCase()) ?? status
  // The quality is shown only for templates that can be sent.
  const rated = status.toUpperCase() === 'APPROVED' && textFor(texts.quality, quality ?? '')
  return rated ? `${word} · ${rated}` : word
}

export const stateType = ({ status, quality }: TemplateState): StatusIndicatorProps.Type =>
  quality === 'RED' && status.toUpperCase() === 'APPROVED'
    ? 'warning'
    : (TYPES[status.toUpperCase()] ?? 'info')
