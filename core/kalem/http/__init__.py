"""What every face that answers HTTP shares: routes with permissions, and the visit (connection, actor, judgement)."""
