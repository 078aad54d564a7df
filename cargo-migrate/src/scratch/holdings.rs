//! What the scripts of a history make on the server besides the tables of their database: roles, other databases, and what only a function
//! can have made, which is not read beforehand: replication slots and origins.
//!
//! They are dropped with the scratch database whose scripts made them, and not before: grants depend on them. While another scratch
//! database of the same history is worked in, they are put aside under another name; PostgreSQL knows them by number, so grants and
//! owners stay what they are. Dropped is only what was not there before, and what a script has the name of: somebody else may
//! make roles meanwhile.

mod thing;

use std::collections::HashSet;

use super::keeper::{Connected, Keeper, Refusal};
use super::names;
use super::reach::Named;
use super::{ScratchFailure, names::PREFIX};
use crate::failure::Failure;
use thing::{Kind, Thing, read, rename};

/// What was on the server before, and what each scratch database has made on it.
pub(super) struct Holdings {
    before: Before,
    /// The scripts, in lower case: what is made has its name in them.
    scripts: String,
    holders: Vec<Holder>,
}

/// What was on the server before the first script.
pub(super) struct Before {
    numbers: HashSet<(Kind, String)>,
    names: HashSet<(Kind, String)>,
}

/// A scratch database, and what its scripts have made.
struct Holder {
    database: String,
    /// What they have made, once that is known; beside another one: what was there.
    things: Vec<Thing>,
    state: State,
}

/// Whether what it has made bears its own names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// It does; at most one database is in this state.
    InPlace,
    /// It does, too, beside those of the one that is in place.
    Beside,
    /// It is put aside.
    Aside,
}

impl Before {
    /// What is on the server now, except these roles, which count as made.
    ///
    /// # Errors
    ///
    /// The server cannot tell.
    pub(super) fn read(keeper: &mut Keeper, except: &[String]) -> Result<Self, Refusal> {
        let all = read(keeper)?;
        let is_own = |thing: &Thing| thing.kind == Kind::Role && except.contains(&thing.name);
        let counted = || all.iter().filter(|thing| !is_own(thing));
        Ok(Self {
            // What is excepted is dropped by whom it belongs to.
            numbers: all
                .iter()
                .map(|thing| (thing.kind, thing.number.clone()))
                .collect(),
            names: counted()
                .map(|thing| (thing.kind, thing.name.clone()))
                .collect(),
        })
    }

    /// Whether it was there.
    pub(super) fn has(&self, named: &Named) -> bool {
        match named {
            Named::Self_ => true,
            Named::Role(name) => self.names.contains(&(Kind::Role, name.clone())),
            Named::Database(name) => self.names.contains(&(Kind::Database, name.clone())),
        }
    }
}

impl Holdings {
    pub(super) fn new(before: Before, scripts: &[&str]) -> Self {
        Self {
            before,
            scripts: scripts.join("\n").to_lowercase(),
            holders: Vec::new(),
        }
    }

    /// These scripts are carried out, too.
    pub(super) fn add(&mut self, scripts: &[&str]) {
        for script in scripts {
            self.scripts.push('\n');
            self.scripts.push_str(&script.to_lowercase());
        }
    }

    pub(super) fn before(&self) -> &Before {
        &self.before
    }

    /// A scratch database was created and is worked in from now on.
    ///
    /// # Errors
    ///
    /// What another one has made cannot be put aside.
    pub(super) fn opened(&mut self, database: &str, keeper: &mut Keeper) -> Result<(), Failure> {
        self.put_aside(keeper)?;
        self.holders.push(Holder {
            database: database.to_owned(),
            things: Vec::new(),
            state: State::InPlace,
        });
        Ok(())
    }

    /// A scratch database was created whose scripts use what is in place. It is closed before another one is worked in.
    ///
    /// # Errors
    ///
    /// The server cannot tell what is there.
    pub(super) fn opened_beside(
        &mut self,
        database: &str,
        keeper: &mut Keeper,
    ) -> Result<(), Failure> {
        let things = self.made(keeper).map_err(ScratchFailure::from)?;
        self.holders.push(Holder {
            database: database.to_owned(),
            things,
            state: State::Beside,
        });
        Ok(())
    }

    /// A scratch database is worked in from now on.
    ///
    /// # Errors
    ///
    /// What another one has made cannot be put aside, or what this one has made cannot be taken back.
    pub(super) fn entered(&mut self, database: &str, keeper: &mut Keeper) -> Result<(), Failure> {
        let is_ours = |holder: &&Holder| holder.database == database;
        match self.holders.iter().find(is_ours) {
            None => return Ok(()),
            Some(holder) if holder.state != State::Aside => return Ok(()),
            Some(_) => {}
        }
        self.put_aside(keeper)?;
        let own = self
            .holders
            .iter_mut()
            .find(|holder| holder.database == database);
        if let Some(own) = own {
            for thing in &mut own.things {
                let name = thing.name.clone();
                rename(thing, name, keeper)?;
            }
            own.state = State::InPlace;
        }
        Ok(())
    }

    /// A scratch database was dropped: what its scripts have made is dropped, too.
    ///
    /// # Errors
    ///
    /// Something of it is still there.
    pub(super) fn closed(
        &mut self,
        database: &str,
        place: &str,
        keeper: &mut Keeper,
    ) -> Result<(), ScratchFailure> {
        let Some(at) = self
            .holders
            .iter()
            .position(|holder| holder.database == database)
        else {
            return Ok(());
        };
        let holder = self.holders.remove(at);
        let made = match holder.state {
            State::InPlace => self.made(keeper)?,
            State::Beside => {
                let mut made = self.made(keeper)?;
                made.retain(|thing| !holder.things.contains(thing));
                made
            }
            State::Aside => holder.things,
        };
        let of = |kind| made.iter().filter(move |thing| thing.kind == kind);
        let left = |thing: &Thing, refusal: Refusal| ScratchFailure::Left {
            what: thing.to_string(),
            place: place.to_owned(),
            why: refusal.why,
            statement: thing.kind.drop(&thing.called),
        };
        for thing in made
            .iter()
            .filter(|thing| matches!(thing.kind, Kind::Slot | Kind::Origin))
        {
            let dropped = keeper.run(&thing.kind.drop(&thing.called));
            dropped.map_err(|refusal| left(thing, refusal))?;
        }
        for thing in of(Kind::Database) {
            let dropped = keeper.drop_database(&thing.called, Connected::SentAway);
            dropped.map_err(|refusal| left(thing, refusal))?;
        }
        let roles: Vec<&Thing> = of(Kind::Role).collect();
        if let Some(first) = roles.first() {
            let names: Vec<String> = roles.iter().map(|role| role.called.clone()).collect();
            let dropped = keeper.drop_roles(&names);
            dropped.map_err(|refusal| left(first, refusal))?;
        }
        Ok(())
    }

    /// Renames what the database that was worked in has made.
    fn put_aside(&mut self, keeper: &mut Keeper) -> Result<(), Failure> {
        let in_place = |holder: &Holder| holder.state == State::InPlace;
        let Some(at) = self.holders.iter().position(in_place) else {
            return Ok(());
        };
        let mut made = self.made(keeper).map_err(ScratchFailure::from)?;
        for thing in &mut made {
            rename(thing, names::fresh()?, keeper)?;
        }
        let holder = &mut self.holders[at];
        (holder.things, holder.state) = (made, State::Aside);
        Ok(())
    }

    /// What is there, was not there before, belongs to no other scratch database, and has its name in a script.
    fn made(&self, keeper: &mut Keeper) -> Result<Vec<Thing>, Refusal> {
        let mut things = read(keeper)?;
        let aside = self
            .holders
            .iter()
            .filter(|holder| holder.state == State::Aside);
        let aside: HashSet<&String> = aside
            .flat_map(|holder| holder.things.iter().map(|thing| &thing.number))
            .collect();
        things.retain(|thing| {
            !self
                .before
                .numbers
                .contains(&(thing.kind, thing.number.clone()))
                && !aside.contains(&thing.number)
                && !thing.name.starts_with(PREFIX)
                && self.scripts.contains(&thing.name.to_lowercase())
        });
        Ok(things)
    }
}
