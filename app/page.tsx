// The front door is the board.
import { redirect } from 'next/navigation'

export default function FrontPage() {
  redirect('/board')
}
