//! The service catalogue: a tree of headings and of what can be asked for.
//!
//! What was promised lately is remembered: a phone that was offline when a target
//! changed still submits with the old one.

use super::{changed, check_id};
use crate::{
    Server,
    devices::Admin,
    edge::strict_json::StrictJson,
    error::{Error, OnConstraint},
    organisations,
    records::{CategoryRow, check_name},
};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::{
    directory::{Category, Targets},
    ids::CategoryId,
};
use sqlx::{PgConnection, query, query_as, query_scalar, types::Json as Stored};
use uuid::Uuid;

/// A year: whatever takes longer is no service.
const TARGET_MIN_MAX: u32 = 366 * 24 * 60;
/// How many former targets are remembered, the latest: nobody is offline while they
/// change so often.
const FORMER_TARGETS_MAX: usize = 100;

/// `PUT /v1/categories/{id}`; answers with the category as it now is, which
/// remembers more targets than were sent.
///
/// # Errors
/// The category cannot be so, or the caller is no admin.
pub async fn put(
    State(server): State<Server>,
    Admin(admin): Admin,
    Path(id): Path<CategoryId>,
    StrictJson(category): StrictJson<Category>,
) -> Result<Json<Category>, Error> {
    check_id(id.0, category.id.0)?;
    let mut transaction = server.pool.begin().await?;
    let (written, is_changed) =
        put_category(&mut transaction, admin.organisation, category).await?;
    transaction.commit().await?;
    if is_changed {
        server.live.tell_everybody(admin.organisation);
    }
    Ok(Json(written))
}

/// Writes a category, new or changed; gives it back as it now is, and whether
/// anything changed.
///
/// # Errors
/// A name or target cannot be, or its parent does not exist or stands below it.
pub async fn put_category(
    connection: &mut PgConnection,
    organisation: Uuid,
    category: Category,
) -> Result<(Category, bool), Error> {
    check(&category)?;
    organisations::lock(connection, organisation).await?;
    check_no_cycle(connection, organisation, &category).await?;
    let before = by_id(connection, organisation, category.id.0).await?;
    let category = remembering(category, before.as_ref());
    let is_changed = before.as_ref() != Some(&category);
    if is_changed {
        write(connection, organisation, &category).await?;
        changed(connection, organisation, category.id.0).await?;
    }
    Ok((category, is_changed))
}

fn check(category: &Category) -> Result<(), Error> {
    check_name("name_zh", &category.name_zh)?;
    check_name("name_en", &category.name_en)?;
    if category.former_targets.len() > FORMER_TARGETS_MAX {
        return Err(Error::invalid("`former_targets` are more than 100"));
    }
    let can_be = |minutes: u32| (1..=TARGET_MIN_MAX).contains(&minutes);
    let mut targets = category.targets.iter().chain(&category.former_targets);
    if targets.all(|targets| can_be(targets.response_min) && can_be(targets.completion_min)) {
        Ok(())
    } else {
        Err(Error::invalid(
            "a target is a minute or more, and a year or less",
        ))
    }
}

/// The category with what it promised before, the latest last.
fn remembering(mut category: Category, before: Option<&Category>) -> Category {
    let mut former = before
        .map(|before| before.former_targets.clone())
        .unwrap_or_default();
    let is_former = |targets: &Targets| category.targets != Some(*targets);
    let ended = before.and_then(|before| before.targets).filter(is_former);
    // What was promised once before, and until now again, was promised last.
    former.retain(|targets| ended != Some(*targets));
    former.extend(ended);
    for targets in category.former_targets.into_iter().filter(is_former) {
        if !former.contains(&targets) {
            former.push(targets);
        }
    }
    let forgotten = former.len().saturating_sub(FORMER_TARGETS_MAX);
    category.former_targets = former.split_off(forgotten);
    category
}

async fn check_no_cycle(
    connection: &mut PgConnection,
    organisation: Uuid,
    category: &Category,
) -> Result<(), Error> {
    let Some(parent) = category.parent else {
        return Ok(());
    };
    let is_below_itself = query_scalar!(
        r#"with recursive above (id) as (
               select $2::uuid
               union
               select c.parent from above join categories c
                   on c.organisation = $1 and c.id = above.id and c.parent is not null
           )
           select exists (select from above where id = $3) as "is_below_itself!""#,
        organisation,
        parent.0,
        category.id.0
    );
    if is_below_itself.fetch_one(connection).await? {
        return Err(Error::invalid("a category cannot stand below itself"));
    }
    Ok(())
}

async fn write(
    connection: &mut PgConnection,
    organisation: Uuid,
    category: &Category,
) -> Result<(), Error> {
    query!(
        "insert into categories
             (organisation, id, parent, name_zh, name_en, targets, former_targets, position)
         values ($1, $2, $3, $4, $5, $6, $7, feed_position())
         on conflict (organisation, id) do update set
             parent = excluded.parent, name_zh = excluded.name_zh, name_en = excluded.name_en,
             targets = excluded.targets, former_targets = excluded.former_targets,
             position = excluded.position",
        organisation,
        category.id.0,
        category.parent.map(|parent| parent.0),
        category.name_zh,
        category.name_en,
        category.targets.map(Stored) as _,
        Stored(&category.former_targets) as _
    )
    .execute(connection)
    .await
    .on_constraint("categories_parent", || {
        Error::invalid("there is no such parent")
    })?;
    Ok(())
}

async fn by_id(
    connection: &mut PgConnection,
    organisation: Uuid,
    id: Uuid,
) -> Result<Option<Category>, Error> {
    Ok(rows_by_ids(connection, organisation, &[id])
        .await?
        .pop()
        .map(Category::from))
}

async fn rows_by_ids(
    connection: &mut PgConnection,
    organisation: Uuid,
    ids: &[Uuid],
) -> Result<Vec<CategoryRow>, Error> {
    let rows = query_as!(
        CategoryRow,
        r#"select id, parent, name_zh, name_en, targets as "targets: Stored<Targets>",
               former_targets as "former_targets: Stored<Vec<Targets>>"
           from categories where organisation = $1 and id = any ($2)"#,
        organisation,
        ids
    );
    Ok(rows.fetch_all(connection).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn targets(response_min: u32) -> Targets {
        Targets {
            response_min,
            completion_min: 480,
        }
    }

    fn category(now: Option<Targets>, former_targets: Vec<Targets>) -> Category {
        Category {
            id: CategoryId(Uuid::from_u128(1)),
            parent: None,
            name_zh: "打印机".to_owned(),
            name_en: "Printers".to_owned(),
            targets: now,
            former_targets,
        }
    }

    #[test]
    fn what_was_promised_is_remembered_once() {
        let before = category(Some(targets(30)), vec![targets(60)]);
        let after = remembering(category(Some(targets(15)), vec![]), Some(&before));
        assert_eq!(after.former_targets, [targets(60), targets(30)]);
        let again = remembering(category(Some(targets(15)), vec![]), Some(&after));
        assert_eq!(again, after);
    }

    #[test]
    fn of_what_was_promised_the_latest_hundred_are_remembered() {
        let mut now = category(Some(targets(1)), vec![]);
        for minutes in 2..=150 {
            now = remembering(category(Some(targets(minutes)), vec![]), Some(&now));
        }
        let former: Vec<Targets> = (50..150).map(targets).collect();
        assert_eq!(now.former_targets, former);
        assert!(check(&now).is_ok());
    }

    #[test]
    fn a_target_promised_anew_counts_as_promised_last() {
        let mut now = category(Some(targets(1)), vec![]);
        for minutes in (2..=99).chain([1]).chain(100..=120) {
            now = remembering(category(Some(targets(minutes)), vec![]), Some(&now));
        }
        assert!(now.former_targets.contains(&targets(1)));
        assert_eq!(now.former_targets.len(), FORMER_TARGETS_MAX);
    }

    #[test]
    fn a_promise_has_limits() {
        assert!(check(&category(Some(targets(30)), vec![])).is_ok());
        assert!(check(&category(Some(targets(0)), vec![])).is_err());
        assert!(check(&category(None, vec![targets(u32::MAX)])).is_err());
        assert!(check(&category(None, vec![targets(1); 101])).is_err());
    }
}
